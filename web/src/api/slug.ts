/** An entity type as paths of the API spell it: `HumanUser` is `human_users`. */
export function slugOf(type: string): string {
  const words = type
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_")
    .replaceAll("__", "_")
    .toLowerCase();
  return plural(words);
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
