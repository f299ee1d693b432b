"""Refusal: the one exception of the toolkit for input it will not accept."""


class Refusal(ValueError):
    """Refused input: nothing was calculated, nothing was changed.

    `field` is the name of the input (or the file position) at fault, as the caller spelt it;
    `message` is a Chinese sentence fit to be shown to the person who typed it.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message

    def __str__(self) -> str:
        return f"{self.field}：{self.message}"
