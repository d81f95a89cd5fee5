// Questions and answers: asking, one's own with their standing, the queue of held ones for backstage, the open and the answered.

import { useComputed, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { useRoom } from "../../context";
import type { Question, QuestionSettings } from "../../views";
import { votesIn } from "../../votes";
import { TranslationSign } from "../translation_sign";
import { AskForm } from "./ask";
import { heldOrder, orderOf, sameOrder, type Sorting } from "./order";
import { OwnQuestions } from "./own";
import { GONE, QuestionItem } from "./question";

export function QuestionsPanel({ shown }: { shown: { readonly value: boolean } }) {
  const { store, words, backstage, watch } = useRoom();
  const mode = store.get<QuestionSettings>("questions")?.mode;
  const all = useComputed(() => store.values<Question>("questions/"));
  const inState = (state: Question["state"]) => all.value.filter((question) => question.state === state);
  const gone = all.value.filter(({ state }) => GONE.has(state));
  const unread = watch.unread.questions.value;
  const visible = shown.value;
  useEffect(() => {
    if (visible && unread > 0) watch.unread.questions.value = 0;
  }, [visible, unread]);
  return (
    <>
      <div class="panel-scroll">
        <TranslationSign />
        {mode && <p class="meta question-mode">{words.t(`questions.mode.${mode}`)}</p>}
        {backstage && <Plain title="questions.held" questions={inState("held")} empty="questions.none_held" />}
        {inState("staged").length > 0 && <Plain title="questions.staged" questions={inState("staged")} />}
        <OwnQuestions />
        <OpenQuestions questions={inState("open")} />
        {inState("answered").length > 0 && <Plain title="questions.answered" questions={inState("answered")} />}
        {backstage && gone.length > 0 && (
          <details class="question-group">
            <summary>{words.t("questions.dismissed", { count: gone.length })}</summary>
            <ItemList ids={orderOf(gone, "time", votesIn(store))} />
          </details>
        )}
      </div>
      <AskForm mode={mode} />
    </>
  );
}

/** A group in the order of time: the held ones oldest first, as a queue; the answered newest first. */
function Plain({ title, questions, empty }: { title: string; questions: readonly Question[]; empty?: string }) {
  const { words, store } = useRoom();
  const ids = orderOf(questions, "time", votesIn(store));
  if (title === "questions.held") ids.reverse();
  return (
    <section class="question-group" data-group={title.split(".")[1]}>
      <h3 class="panel-subtitle" tabIndex={-1}>{words.t(title)} <span class="count figures">{words.number(ids.length)}</span></h3>
      {ids.length === 0 && empty && <p class="meta">{words.t(empty)}</p>}
      <ItemList ids={ids} />
    </section>
  );
}

function OpenQuestions({ questions }: { questions: readonly Question[] }) {
  const { words, store } = useRoom();
  const sorting = useSignal<Sorting>("upvotes");
  const list = useRef<HTMLDivElement>(null);
  const order = useHeldOrder(orderOf(questions, sorting.value, votesIn(store)), sorting.value, list);
  return (
    <section class="question-group" data-group="open">
      <div class="cluster cluster-between">
        <h3 class="panel-subtitle" tabIndex={-1}>{words.t("questions.open")} <span class="count figures">{words.number(questions.length)}</span></h3>
        <div class="sorting" role="group" aria-label={words.t("questions.sort")}>
          {(["upvotes", "time"] as const).map((each) => (
            <button key={each} type="button" class="button button-small button-quiet" aria-pressed={sorting.value === each}
              onClick={() => (sorting.value = each)}>{words.t(`questions.sort_${each}`)}</button>
          ))}
        </div>
      </div>
      {questions.length === 0 && <p class="meta">{words.t("questions.none_open")}</p>}
      <div ref={list} class="question-list-frame">
        <ItemList ids={order.shown} />
        {order.stale && (
          <button type="button" class="button button-small question-reorder" onClick={order.renew}>{words.t("questions.new_order")}</button>
        )}
      </div>
    </section>
  );
}

function ItemList({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return <ol class="list-plain question-list">{ids.map((id) => <QuestionItem key={id} id={id} />)}</ol>;
}

/** Holds the order while someone points into the list or has the focus there, so that nothing moves under their hand. */
function useHeldOrder(fresh: readonly string[], sorting: Sorting, list: RefObject<HTMLDivElement | null>) {
  const pointed = useSignal(false);
  const focused = useSignal(false);
  const shown = useRef<readonly string[]>(fresh);
  const sortedBy = useRef(sorting);
  const renewed = useSignal(0);
  const busy = pointed.value || focused.value;
  const last = useRef(renewed.value);
  const keep = busy && sortedBy.current === sorting && last.current === renewed.value;
  shown.current = keep ? heldOrder(shown.current, fresh) : fresh;
  sortedBy.current = sorting;
  last.current = renewed.value;
  useEffect(() => {
    const frame = list.current;
    if (frame === null) return;
    const enter = (pointer: PointerEvent) => {
      // A finger has left when it is lifted and says so to nobody.
      if (pointer.pointerType === "mouse") pointed.value = true;
    };
    const leave = () => (pointed.value = false);
    const gain = () => (focused.value = true);
    const lose = ({ relatedTarget }: FocusEvent) => (focused.value = relatedTarget instanceof Node && frame.contains(relatedTarget));
    frame.addEventListener("pointerenter", enter);
    frame.addEventListener("pointerleave", leave);
    frame.addEventListener("focusin", gain);
    frame.addEventListener("focusout", lose);
    return () => {
      frame.removeEventListener("pointerenter", enter);
      frame.removeEventListener("pointerleave", leave);
      frame.removeEventListener("focusin", gain);
      frame.removeEventListener("focusout", lose);
    };
  }, []);
  return { shown: shown.current, stale: !sameOrder(shown.current, fresh), renew: () => (renewed.value += 1) };
}
