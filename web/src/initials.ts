// The first letters of a name's first and last word, where there is no picture: AE for Agustín Escobar. The server's templates do it alike.

export function initials(name: string): string {
  const named = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [named[0], named.length > 1 ? named.at(-1) : undefined];
  return `${first?.[0] ?? ""}${last?.[0] ?? ""}`.toUpperCase();
}
