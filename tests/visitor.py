"""A person at a browser without JavaScript: opens pages, fills in the forms that are there, presses buttons by their words."""

from urllib.parse import urlsplit

import mechanicalsoup


class Visitor:
    """Walks through the product over HTTP, by what is written on the pages."""

    def __init__(self, address: str):
        self.address = address
        self.browser = mechanicalsoup.StatefulBrowser(soup_config={"features": "html.parser"})

    @property
    def text(self) -> str:
        """What the page says, white space folded."""
        return " ".join(self.browser.page.get_text(" ").split())

    @property
    def path(self) -> str:
        return urlsplit(self.browser.url).path

    def open(self, path: str) -> "Visitor":
        answer = self.browser.open(path if path.startswith("http") else self.address + path)
        assert answer.status_code < 400, f"{answer.status_code} at {path}: {answer.text[:2000]}"
        return self

    def follow(self, words: str) -> "Visitor":
        """Click the link that says *words*."""
        links = [a for a in self.browser.page.find_all("a", href=True) if words.lower() in " ".join(a.get_text(" ").split()).lower()]
        assert links, f"no link {words!r} on {self.path}: {self.text[:2000]}"
        return self.open(self.browser.absolute_url(links[0]["href"]))

    def press(self, words: str, expect: int = 200, **fields) -> "Visitor":
        """Fill in the form that has the button *words*, and press it."""
        form, button = self._with_button(words, fields)
        for name, value in fields.items():
            form.set(name, value)
        if button.get("formaction"):
            form.form["action"] = button["formaction"]
        form.choose_submit(button)
        self.browser._StatefulBrowser__state.form = form
        answer = self.browser.submit_selected()
        assert answer.status_code == expect, f"{answer.status_code} after {words!r} on {self.path}: {self.text[:2000]}"
        return self

    def value(self, name: str) -> str:
        """What stands in a field of the page."""
        field = self.browser.page.find(["input", "textarea", "select"], {"name": name})
        assert field is not None, f"no field {name!r} on {self.path}"
        return field.get_text() if field.name == "textarea" else field.get("value", "")

    def _with_button(self, words: str, fields: dict):
        for form in self.browser.page.find_all("form"):
            for button in form.find_all("button"):
                label = button.get("aria-label") or " ".join(button.get_text(" ").split())
                has_fields = all(form.find(attrs={"name": name}) for name in fields)
                if words.lower() in label.lower() and button.get("type", "submit") == "submit" and has_fields:
                    return mechanicalsoup.Form(form), button
        raise AssertionError(f"no button {words!r} with {list(fields)} on {self.path}: {self.text[:2000]}")
