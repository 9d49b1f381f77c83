"""Web address in, its key out: `masdar.text.addresses`, by the name it had before."""

from masdar.text.addresses import address_key, bare_host, host_of, is_front_page

__all__ = ["address_key", "bare_host", "host_of", "is_front_page"]
