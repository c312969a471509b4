/**
 * What the live page does: takes what the server has drawn anew, says what is worth saying, stops the deployment. It is plain JavaScript,
 * served as it stands; a test has the compiler check its types.
 */
export const SCRIPT = `'use strict';
(() => {
  /** @param {string} id */
  const find = (id) => {
    const element = document.getElementById(id);
    if (element === null) throw new Error('the page has no ' + id);
    return element;
  };
  const connection = find('connection');
  const said = find('said');
  const button = find('stop');
  const dialog = find('confirm');
  const answer = find('answer');
  if (!(button instanceof HTMLButtonElement && dialog instanceof HTMLDialogElement)) return;

  /**
   * Makes one tree into the other and keeps the elements that both have: what has focus keeps it, what moves can move.
   * @param {Node} old
   * @param {Node} next
   */
  const bring = (old, next) => {
    if (old.nodeName !== next.nodeName) {
      old.parentNode?.replaceChild(next.cloneNode(true), old);
      return;
    }
    if (!(old instanceof Element && next instanceof Element)) {
      if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
      return;
    }
    for (const name of old.getAttributeNames()) if (!next.hasAttribute(name)) old.removeAttribute(name);
    for (const name of next.getAttributeNames()) {
      const value = next.getAttribute(name) ?? '';
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    bringAll(old, next);
  };
  /**
   * @param {Node} old
   * @param {Node} next
   */
  const bringAll = (old, next) => {
    const there = [...old.childNodes];
    const wanted = [...next.childNodes];
    wanted.forEach((child, index) => {
      const known = there[index];
      if (known === undefined) old.appendChild(child.cloneNode(true));
      else bring(known, child);
    });
    for (const child of there.slice(wanted.length)) old.removeChild(child);
  };

  /**
   * @param {string} name
   * @param {string} markup
   */
  const show = (name, markup) => {
    const part = find('part-' + name);
    // Who has scrolled up reads; who is at the end wants to see what comes.
    const isAtEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 24;
    const template = document.createElement('template');
    template.innerHTML = markup;
    bringAll(part, template.content);
    if (isAtEnd) part.scrollTop = part.scrollHeight;
  };

  /**
   * @param {string} text
   * @param {boolean} isLost
   */
  const tellConnection = (text, isLost) => {
    connection.textContent = text;
    connection.classList.toggle('lost', isLost);
  };

  const source = new EventSource('/events?after=' + encodeURIComponent(document.body.dataset.after ?? ''));
  source.onopen = () => tellConnection('live', false);
  source.onerror = () => tellConnection('connection lost, trying again', true);
  source.addEventListener('drawn', (event) => {
    const { parts, says, title, isStoppable } = JSON.parse(event.data);
    for (const [name, markup] of Object.entries(parts)) show(name, markup);
    button.disabled = !isStoppable;
    if (!isStoppable && dialog.open) dialog.close();
    document.title = title;
    if (says.length > 0) said.textContent = says.join('. ');
  });
  source.addEventListener('over', () => {
    source.close();
    button.disabled = true;
    tellConnection('over: this is how it ended', false);
  });

  button.addEventListener('click', () => dialog.showModal());
  find('go-on').addEventListener('click', () => dialog.close());
  find('really').addEventListener('click', async () => {
    dialog.close();
    answer.textContent = 'stopping';
    try {
      const response = await fetch('/stop', { method: 'POST' });
      answer.textContent = await response.text();
    } catch {
      answer.textContent = 'not stopped: nobody answers';
    }
  });
  for (const element of document.querySelectorAll('.scroll')) element.scrollTop = element.scrollHeight;
})();
`;
