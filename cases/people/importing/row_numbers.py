"""Row numbers of a list in words."""


def rows_in_words(numbers: list[int]) -> str:
    """Return "Zeile 4" or "Zeilen 2–13, 15" for ascending row numbers."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    words = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return f"Zeile {words}" if len(numbers) == 1 else f"Zeilen {words}"
