"""A strict reader of pages for the tests: every element closed in order, no id twice. Input: HTML that we wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "source", "wbr"}


@dataclass
class Element:
    """One element with its attributes and what it holds: elements and text."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str | None = None, **attributes: str) -> Iterator[Element]:
        """Every element below of this tag and with these attributes; `class_` is one of several classes."""
        for child in self.children:
            if isinstance(child, Element):
                if child.matches(tag, attributes):
                    yield child
                yield from child.all(tag, **attributes)

    def one(self, tag: str | None = None, **attributes: str) -> Element:
        """The only such element."""
        found = list(self.all(tag, **attributes))
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def matches(self, tag: str | None, attributes: dict[str, str]) -> bool:
        """Whether this is such an element."""
        wanted = dict(attributes)
        of_class = wanted.pop("class_", None)
        return (
            (tag is None or self.tag == tag)
            and (of_class is None or of_class in self.attributes.get("class", "").split())
            and all(self.attributes.get(name.replace("_", "-")) == value for name, value in wanted.items())
        )

    @property
    def text(self) -> str:
        """All text below, with single spaces."""
        return " ".join(
            "".join(child if isinstance(child, str) else f" {child.text} " for child in self.children).split()
        )

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        innermost = self.open.pop()
        assert innermost.tag == tag, f"</{tag}> closes <{innermost.tag}> at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Element:
    """Read a page. Fails on markup that is not well-formed, and on ids that stand twice."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is not closed"
    ids = [element["id"] for element in reader.root.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(id for id in ids if ids.count(id) > 1)}"
    return reader.root
