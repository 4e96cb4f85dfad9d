"""The office administers its own users, roles and units; nobody from outside and no database console is needed."""
