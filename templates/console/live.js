// Says quietly that there is more to see. What is being read does not move: the inbox alone takes new messages in by itself,
// and only while nobody is at it.
const LOOK_MS = 250;

const place = document.querySelector('[data-live]');
if (place) follow(place, place.querySelector('a'));

function follow(box, link) {
  const { live, of, look, newest, seen, one, other } = box.dataset;
  let stream;
  let timer;

  const say = (text) => {
    link.hidden = text === '';
    if (link.textContent !== text) link.textContent = text;
  };

  async function lookNow() {
    timer = undefined;
    const response = await fetch(look);
    if (!response.ok) return;
    if (of) {
      const { state, messages, rreq } = await response.json();
      return say(
        `${state} ${messages.length} ${rreq?.attempts.length ?? 0} ${rreq?.attempts.at(-1)?.outcome ?? ''}` === seen ? '' : one,
      );
    }
    const ids = (await response.json()).map(({ id, acsTransID }) => String(live === 'message' ? id : acsTransID));
    const known = ids.indexOf(newest);
    const count = known === -1 ? ids.length : known;
    if (count === 0) return say('');
    if (live === 'message' && isAway()) return location.reload();
    const plural = new Intl.PluralRules(document.documentElement.lang).select(count) === 'one' ? one : other;
    say(plural.replace('{count}', known === -1 && newest !== '' ? `${count}+` : count));
  }
  // Many changes at once are looked for once.
  const lookSoon = () => {
    if (timer === undefined) timer = setTimeout(() => lookNow().catch(() => {}), LOOK_MS);
  };

  function open() {
    if (stream || document.hidden) return;
    stream = new EventSource('/api/events');
    // Also what came while nobody listened.
    stream.addEventListener('open', lookSoon);
    stream.addEventListener(live, ({ data }) => {
      if (!of || JSON.parse(data).acsTransID === of) lookSoon();
    });
  }
  function close() {
    stream?.close();
    stream = undefined;
  }
  // A browser has few connections to one origin: a page that nobody sees gives its own back.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
}

/** Nobody has scrolled, chosen text, or put the focus on anything. */
function isAway() {
  const focused = document.activeElement;
  const isFree = focused === null || focused === document.body;
  return isFree && scrollY < 8 && String(getSelection()) === '';
}
