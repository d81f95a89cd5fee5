// Tells the server the reader's time zone, once, so that pages show its hours beside the conference's. Pages load this
// only while the server knows of no zone; without it the reader chooses one from the form.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = () => document.cookie.split("; ").some((pair) => pair.startsWith("zone="));

if (zone && !known()) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
  // A browser that keeps no cookies would reload for ever.
  if (known()) location.reload();
}
