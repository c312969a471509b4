// When a file was written, and what is in it: how it is known whether what was made of it still holds. Plain JavaScript, as run.cjs is.
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync, rmSync, statSync, utimesSync } = require('node:fs');
const { join } = require('node:path');

/**
 * What something was made of, by path: the file's stamp, its digest, and what it imports. Of a file that was written while it was read
 * nobody can tell which text that was: its stamp is empty, and its digest one of no file.
 * @typedef {Record<string, [stamp: string, digest: string, imports: readonly string[]]>} Inputs
 */

/**
 * Whether the inputs are what they were: by their stamps, and by content where those differ.
 * @param {string} root
 * @param {Inputs} before
 */
function compareInputs(root, before) {
  const now = Date.now();
  let isNewer = false;
  /** @type {Inputs} */
  const inputs = {};
  for (const [path, [stamp, digest, imports]] of Object.entries(before)) {
    // Put together by hand: of hundreds of paths, joining is as much as asking for them.
    const found = stampOf(`${root}/${path}`, now);
    if (found === stamp && stamp !== '') {
      inputs[path] = [stamp, digest, imports];
      continue;
    }
    if (digestOfFile(join(root, path)) !== digest) return { isSame: false, isNewer, inputs };
    inputs[path] = [found, digest, imports];
    isNewer ||= found !== stamp;
  }
  return { isSame: true, isNewer, inputs };
}

/**
 * What is known of a file, after it was read.
 * @param {string} root
 * @param {string} path
 * @param {readonly string[]} imports
 * @param {number} began when reading began
 * @param {Inputs[string]} [known] of an earlier time
 * @returns {Inputs[string]}
 */
function inputOf(root, path, imports, began, [before = '', known = ''] = ['', '', []]) {
  const stamp = stampOf(join(root, path), began);
  // As good as none: it equals no other.
  if (stamp === '') return ['', `unknown ${began} ${process.pid}`, imports];
  return [stamp, stamp === before ? known : digestOfFile(join(root, path)), imports];
}

/**
 * What changes when a file is written. Empty when it was written so late that this cannot be told from what comes after `began`.
 * @param {string} path
 * @param {number} began
 */
function stampOf(path, began) {
  const stat = lookAt(path);
  if (!stat) return '';
  const { size, mtimeMs, ctimeMs, ino } = stat;
  const [from, to] = [began - grainOf(ctimeMs), began + 86_400_000];
  // Ahead by more than a day is no write of now by a clock that differs, but a clock that was wrong once.
  const isLate = began > 0 && ((ctimeMs > from && ctimeMs < to) || (mtimeMs > from && mtimeMs < to));
  return isLate ? '' : `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

/**
 * How exactly a disk counts time that has given this one, in milliseconds: some count in whole seconds, or two. What was written in the
 * step before is not told from what comes after.
 * @param {number} time
 */
function grainOf(time) {
  return Number.isInteger(time / 1000) ? 2_000 : 50;
}

/**
 * What is at a path; nothing where nothing is, below what is a file too.
 * @param {string} path
 */
function lookAt(path) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Takes away what is in a folder and in nobody's use; not what is young, which another process may just be reading.
 * @param {string} folder
 * @param {ReadonlySet<string>} inUse names in it
 */
function removeOld(folder, inUse) {
  const tenMinutesAgo = Date.now() - 600_000;
  for (const name of readdirSync(folder)) {
    if (inUse.has(name)) continue;
    const path = join(folder, name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && written < tenMinutesAgo) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Makes something young: from now on it is in nobody's use.
 * @param {string} path
 */
function renew(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Gone by now, or not ours to touch.
  }
}

/** @param {string} path */
function digestOfFile(path) {
  try {
    return digestOf(readFileSync(path));
  } catch {
    return '';
  }
}

/** @param {string | Buffer} content */
function digestOf(content) {
  return createHash('sha256').update(content).digest('hex');
}

module.exports = { compareInputs, digestOf, grainOf, inputOf, lookAt, removeOld, renew, stampOf };
