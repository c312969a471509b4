// Used by tests only.

/**
 * Runs in a browser: what would keep somebody out of the page, each with its element. Contrast of all texts (WCAG 2.2, 1.4.3: 4.5, large
 * ones 3), controls and pictures without a name, headings that skip a level, landmarks, tables without heads, targets under 24 pixels (2.5.8),
 * scrolling to the side. It is a text, since the compiler knows no document here.
 * @see https://www.w3.org/TR/WCAG22/
 */
export const lookForFaults = `(() => {
  const faults = [];
  const nameOf = (element) => '<' + element.nodeName.toLowerCase() + (element.id ? ' id=' + element.id : '') + '> ' + (element.textContent || '').trim().slice(0, 30);
  const fault = (what, element) => faults.push(what + ': ' + nameOf(element));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isShown = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;

  // Colours
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const groundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const ground = rgba(getComputedStyle(each).backgroundColor);
      if (ground[3] === 1) return ground;
    }
    return rgba(matchMedia('(prefers-color-scheme: dark)').matches ? '#121212' : '#ffffff');
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.nodeValue.trim() || ['SCRIPT', 'STYLE'].includes(element.nodeName) || !isShown(element)) continue;
    seen += 1;
    const style = getComputedStyle(element);
    const isSvg = element instanceof SVGElement;
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(rgba(isSvg ? style.fill : style.color), groundOf(element));
    if (element.closest(':disabled') === null && ratio < (isLarge ? 3 : 4.5)) fault('contrast of ' + ratio.toFixed(2), element);
    if (size < 11) fault('letters of ' + size + ' pixels', element);
  }
  if (seen < 20) faults.push('only ' + seen + ' texts were looked at');
  // What tells blue from green and both from their ground.
  for (const element of all('.bar .fill, path.line, .icon.side, .point')) {
    const style = getComputedStyle(element);
    const colour = element.matches('.line') ? style.stroke : style.fill;
    if (colour.startsWith('url')) continue;
    if (contrast(rgba(colour), groundOf(element)) < 3) fault('contrast of a form', element);
  }

  // Names and roles
  const named = (element) => {
    const by = (element.getAttribute('aria-labelledby') || '').split(' ').map((id) => id && document.getElementById(id)?.textContent).join('');
    return (by || element.getAttribute('aria-label') || element.textContent || '').trim() !== '';
  };
  for (const element of all('button, a[href], [role=region], [role=img], dialog, figure')) if (!named(element)) fault('no name', element);
  for (const element of all('main section')) if (!element.getAttribute('aria-labelledby')) fault('a section without a name', element);
  for (const element of all('svg')) {
    if (element.parentElement.closest('svg') === null && element.getAttribute('role') !== 'img' && element.getAttribute('aria-hidden') !== 'true') fault('a picture that is neither named nor hidden', element);
  }
  for (const element of all('th')) if (!element.getAttribute('scope')) fault('a head of nothing', element);
  for (const element of all('[aria-labelledby], [aria-describedby]')) {
    for (const id of [element.getAttribute('aria-labelledby'), element.getAttribute('aria-describedby')].filter(Boolean).join(' ').split(' ')) {
      if (document.getElementById(id) === null) fault('named by ' + id + ', which is not there', element);
    }
  }
  const ids = all('[id]').map(({ id }) => id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  if (all('main').length !== 1 || all('h1').length !== 1) faults.push('not one main, or not one h1');
  if (!document.documentElement.lang || !document.title) faults.push('no language, or no title');
  let level = 1;
  for (const heading of all('h1, h2, h3, h4')) {
    if (heading.closest('dialog')) continue;
    const own = Number(heading.nodeName[1]);
    if (own > level + 1) fault('a heading that skips a level', heading);
    level = own;
  }
  for (const element of all('.scroll')) if (element.tabIndex !== 0) fault('scrolled by the mouse only', element);
  for (const element of all('[tabindex]')) if (element.tabIndex > 0) fault('an order of its own', element);

  // Room
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window: ' + document.documentElement.scrollWidth);
  for (const element of all('main *')) {
    const { right, left } = element.getBoundingClientRect();
    if (element.closest('svg') === null && isShown(element) && (right > innerWidth + 1 || left < -1)) fault('out of the window', element);
  }
  for (const element of all('button')) {
    const { width, height } = element.getBoundingClientRect();
    if (isShown(element) && (width < 24 || height < 24)) fault('a small target', element);
  }
  return faults;
})()`;
