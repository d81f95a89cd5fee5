"""What participants ask about questions. The texts are their own, as they wrote them."""

from typing import Final, Literal, TypeAlias

from rooms.entries import Command
from rooms.ids import GivenQuestionId

Mode: TypeAlias = Literal["moderated", "open", "closed"]


class AskQuestion(Command, frozen=True, tag="question.ask"):
    text: str
    anonymous: bool = False


class AboutQuestion(Command, frozen=True):
    question: GivenQuestionId


class WithdrawQuestion(AboutQuestion, frozen=True, tag="question.withdraw"):
    pass


class UpvoteQuestion(AboutQuestion, frozen=True, tag="question.upvote"):
    pass


class WithdrawUpvote(AboutQuestion, frozen=True, tag="question.withdraw_upvote"):
    pass


class ApproveQuestion(AboutQuestion, frozen=True, tag="question.approve"):
    pass


class DismissQuestion(AboutQuestion, frozen=True, tag="question.dismiss"):
    pass


class AnswerQuestion(AboutQuestion, frozen=True, tag="question.answer"):
    pass


class ReopenQuestion(AboutQuestion, frozen=True, tag="question.reopen"):
    pass


class SetQuestionMode(Command, frozen=True, tag="question.set_mode"):
    mode: Mode


Upvoting: TypeAlias = UpvoteQuestion | WithdrawUpvote
Move: TypeAlias = WithdrawQuestion | ApproveQuestion | DismissQuestion | AnswerQuestion | ReopenQuestion
QuestionCommand: TypeAlias = AskQuestion | SetQuestionMode | Upvoting | Move

COMMANDS: Final = (
    AskQuestion,
    WithdrawQuestion,
    UpvoteQuestion,
    WithdrawUpvote,
    ApproveQuestion,
    DismissQuestion,
    AnswerQuestion,
    ReopenQuestion,
    SetQuestionMode,
)
