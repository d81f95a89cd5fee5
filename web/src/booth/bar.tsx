// A level as a bar. It says nothing to screen readers while it moves: what matters of it is told in words elsewhere.

export function Bar({ level, label }: { level: number; label: string }) {
  return (
    <p class="booth-level">
      <span class="meta">{label}</span>
      <span class="booth-meter" aria-hidden="true"><span class="booth-meter-fill" data-loud={level > 0.92} style={{ inlineSize: `${Math.round(level * 100)}%` }} /></span>
    </p>
  );
}
