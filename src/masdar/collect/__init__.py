"""Sources in, pages out: the network edge. Each module stands alone; `masdar.work` calls them in turn."""
