"""The errors that the import operations answer."""

from __future__ import annotations


class ServiceError(Exception):
    """An error of the service, by its code and message."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid_parameter(message: str) -> ServiceError:
    """Return the error for a request that breaks a rule."""
    return ServiceError("InvalidParameterException", message)


def not_found(message: str) -> ServiceError:
    """Return the error for a pool or a job that doesn't exist."""
    return ServiceError("ResourceNotFoundException", message)


def internal_error(message: str) -> ServiceError:
    """Return the error for a failure of the service itself."""
    return ServiceError("InternalErrorException", message, status=500)
