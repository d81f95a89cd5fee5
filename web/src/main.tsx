// The live room's entry. Input: the page data that the server wrote into the page.
import { render } from "preact";

const mount = document.getElementById("room");
if (mount) render(<p>…</p>, mount);
