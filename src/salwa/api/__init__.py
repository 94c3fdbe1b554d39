"""DOOR for programs: versioned, typed, documented by OpenAPI 3.1; errors are RFC 9457 problem documents."""
