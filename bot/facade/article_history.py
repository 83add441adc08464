"""The part of the facade that tells what became of an article: its versions, its end, its copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.facade.history import Version, history
from bot.facade.parts import Parts
from config.errors import ArticleNotFoundError
from retrieval.article import Article
from retrieval.changes import Changes, changes
from retrieval.story import Story, StoryArticle, story_of

if TYPE_CHECKING:
    from retrieval.asking.within import Within
    from retrieval.store.withdrawals import Withdrawal


class ArticleHistory(Parts):
    """What a desk tells of one article beside its text.

    Each takes `within`, a limit: only articles within it are known of; all if None.
    """

    def versions(self, id: str, *, within: Within | None = None) -> list[Article]:
        """Every version of an article, oldest first; raises as `article` does."""
        return self._under(within).versions(id) if within else self._library.versions(id)

    def withdrawal(self, id: str, *, within: Within | None = None) -> Withdrawal | None:
        """When and why an article stopped answering, as its page is gone; None while it answers.

        Raises:
            ArticleNotFoundError: there is none.
        """
        if within:
            return self._under(within).withdrawal(id)
        return self._library.withdrawal(self._library.article(id).id)

    def history(self, id: str, *, within: Within | None = None) -> list[Version]:
        """The versions of an article with their dates and notices, oldest first; raises as `article` does."""
        if within:
            return self._under(within).history(id)
        return history(self._library.versions(id), self._library.taken_in(id))

    def changes(
        self, id: str, old: str | None = None, new: str | None = None, *, within: Within | None = None
    ) -> Changes:
        """What changed between two versions of an article.

        Args:
            id: as `article` takes it.
            old: the older version; the one before `new` if None.
            new: the newer version; the latest if None.
            within: a limit.

        Raises:
            ArticleNotFoundError: there is no such article or version, or none before it.
        """
        if within:
            return self._under(within).changes(id, old, new)
        after = self._library.article(id, new)
        if old is not None:
            return changes(self._library.article(id, old), after)
        versions = self._library.versions(after.id)
        place = next(n for n, version in enumerate(versions) if version.version == after.version)
        if place == 0:
            raise ArticleNotFoundError(
                f"The article {after.id} has no version before {after.version}.",
                f"See its versions with: newsdesk show {after.id} --versions",
            )
        return changes(versions[place - 1], after)

    def story(self, id: str, *, within: Within | None = None) -> Story:
        """The story of an article: the articles that are copies of its text, and itself.

        Raises:
            ArticleNotFoundError: there is no such article.
            SettingsError: the table of publishers cannot be read.
        """
        if within:
            return self._under(within).story(id)
        found = self._library.articles(story=id)
        members = self._library.members_of(id)
        order = {member.id: n for n, member in reversed(list(enumerate(members)))}
        told = [StoryArticle.model_validate(a, from_attributes=True) for a in found]
        return story_of(
            sorted(told, key=lambda article: order[article.id]),
            [member.origin for member in members if member.origin],
            self._families,
        )
