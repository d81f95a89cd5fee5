// The polls of the room: voting and results for everyone; drafting, opening, closing and revealing for staff.

import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { useRoom } from "../../context";
import { NEW_POLL, pollOrder, type Act, type Poll } from "../../polls";
import { PollForm, startPoll } from "./form";
import { PollItem } from "./poll";

export function PollsPanel({ shown, act: given }: { shown: { readonly value: boolean }; act?: Act }) {
  const room = useRoom();
  const act: Act = given ?? ((command) => room.give(command));
  const { store, words, watch, page, drafts } = room;
  const order = useComputed(() => pollOrder(store.values<Poll>("polls/")));
  const unread = watch.unread.polls.value;
  const visible = shown.value;
  useEffect(() => {
    if (visible && unread > 0) watch.unread.polls.value = 0;
  }, [visible, unread]);
  const drafting = drafts.of(NEW_POLL);
  const staff = room.may("poll.draft");
  return (
    <div class="panel-scroll polls">
      {staff && (
        <div class="cluster poll-tools">
          <button type="button" class="button button-small button-primary" aria-expanded={drafting.about.value !== null}
            onClick={() => drafting.about.value === null && startPoll(drafting)}>{words.t("polls.new")}</button>
          {order.value.length > 0 && <a class="button button-small button-quiet" href={`/api/${page.conference.slug}/${page.room.slug}/polls.csv`} download>{words.t("polls.export")}</a>}
        </div>
      )}
      {staff && drafting.about.value !== null && <PollForm draft={drafting} act={act} />}
      {order.value.length === 0 && <p class="meta">{words.t(staff ? "polls.none_yet" : "polls.none")}</p>}
      {order.value.length > 0 && (
        <ol class="list-plain poll-list">{order.value.map((id) => <PollItem key={id} id={id} act={act} />)}</ol>
      )}
    </div>
  );
}
