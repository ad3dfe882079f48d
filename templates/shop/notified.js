// Inside a frame: tell the shop's page that this step is over. Outside (a full page): go there.
const link = document.querySelector('a[data-return]');
if (parent !== window) parent.postMessage(link ? 'challengeNotified' : 'threeDSMethodNotified', '*');
else if (link) location.replace(link.href);
