/** A command that posts a message, safe to paste into a POSIX shell whatever the message holds. @param body JSON, or `@` and the path of a file */
export function curlOf(url: string, body: string): string {
  return `curl -s -H 'content-type: application/json' -d ${quote(body)} ${url}`;
}

/** In single quotes a shell changes nothing. A line break in JSON means nothing, and is left out. */
function quote(text: string): string {
  return `'${text.replaceAll(/[\r\n]+/g, ' ').replaceAll("'", String.raw`'\''`)}'`;
}
