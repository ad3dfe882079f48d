// What the page can do without, made easier: copying, and opening what a link leads into.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const text = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = button.dataset.done;
      setTimeout(() => {
        button.textContent = text;
      }, 2000);
    } catch {
      // Without the right to write there: selected, so that the reader copies it himself.
      getSelection().selectAllChildren(source);
    }
  });
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let parent = target; parent; parent = parent.parentElement) if (parent.tagName === 'DETAILS') parent.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', openTarget);
openTarget();
