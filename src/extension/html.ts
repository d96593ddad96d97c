const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands between tags and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, character => entities[character] ?? character);
}
