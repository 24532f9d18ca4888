"""What leaves the archive, one format a module. Exporters turn domain objects into bytes or text;
they read no table, and do not know each other.
"""
