// What a browser tells of itself goes to the ACS; then the 3DS Server is told that it is done, whatever came of it.

/** The ACS is waited for no longer than this: the 3DS Server waits 5 or 10 seconds in all. */
const COLLECT_MS = 2000;

function browser() {
  return {
    browserUserAgent: navigator.userAgent,
    browserLanguage: navigator.language,
    languages: navigator.languages.join(','),
    browserScreenWidth: screen.width,
    browserScreenHeight: screen.height,
    browserColorDepth: screen.colorDepth,
    pixelRatio: devicePixelRatio,
    browserTZ: new Date().getTimezoneOffset(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    browserJavaEnabled: navigator.javaEnabled?.() === true,
    cookiesEnabled: navigator.cookieEnabled,
    platform: navigator.platform,
    hardwareConcurrency: navigator.hardwareConcurrency,
    touchPoints: navigator.maxTouchPoints,
  };
}

async function collect() {
  const { collect: url, token } = document.body.dataset;
  const body = new URLSearchParams({ token, ...browser() });
  // A sandboxed frame has no origin of its own: its posts count as foreign, and their answers cannot be read. None is needed.
  await fetch(url, { method: 'POST', body, mode: 'no-cors', credentials: 'omit', signal: AbortSignal.timeout(COLLECT_MS) });
}

async function run() {
  try {
    await collect();
  } catch {
    // The 3DS Server does not have to wait for what could not be collected.
  }
  document.querySelector('form[data-notify]')?.submit();
}

setTimeout(run, Number(document.body.dataset.delay));
