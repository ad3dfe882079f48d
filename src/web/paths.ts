/** A path with broken percent-encoding is that of no page, and gets the answer that no page gets, instead of the framework's own. */
export function decodable(url: string): string {
  const [path = '/', ...query] = url.split(/(?=\?)/);
  try {
    decodeURI(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('');
  }
}
