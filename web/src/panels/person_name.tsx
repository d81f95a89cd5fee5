// A person's name with the badge of their role; attendees have none.

import { useRoom } from "../context";
import type { Participant } from "../frames";

export function PersonName({ person }: { person: Participant }) {
  const { words } = useRoom();
  return (
    <span class="person-name">
      <bdi>{person.name}</bdi>
      {person.role !== "attendee" && <span class="badge badge-role">{words.t(`role.${person.role}`)}</span>}
    </span>
  );
}
