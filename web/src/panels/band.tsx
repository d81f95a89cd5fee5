// The band under the stage: what concerns the whole room or the reader alone just now, whichever panel is shown.

import { AnnouncementList } from "./announcements/list";
import { Captions } from "./captions";
import { ConsentPlace } from "./consent/place";
import { CueCall } from "./cues/call";
import { CueList } from "./cues/cue_list";
import { HandBar } from "./floor/hand";

export function Band() {
  return (
    <div class="room-band">
      <AnnouncementList />
      <Captions />
      <CueList />
      <CueCall />
      <ConsentPlace />
      <HandBar />
    </div>
  );
}
