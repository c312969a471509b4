import type { Interrupt } from '../../src/cloud/watch/interrupt.ts';

/** What is called when the process is told to end; `pass` tells whoever had asked to be told before. */
type Listener = (signal: Interrupt, pass: () => void) => void;

const SIGNALS: readonly Interrupt[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Who is told: the last that has asked to be, and nobody else. */
const listeners: Listener[] = [];

/**
 * Has a function called for each Ctrl-C and whenever else the process is told to end, instead of those that asked before. Whoever watches
 * an update asks first whether to cancel it, or leaves it; before and after that the command just ends.
 * @returns what ends it; then the one before is told again.
 */
export function onInterrupt(call: Listener): () => void {
  if (listeners.length === 0) for (const signal of SIGNALS) process.on(signal, tellLast);
  listeners.push(call);
  return () => {
    const index = listeners.lastIndexOf(call);
    if (index >= 0) listeners.splice(index, 1);
    if (listeners.length === 0) for (const signal of SIGNALS) process.off(signal, tellLast);
  };
}

function tellLast(signal: Interrupt): void {
  tell(listeners.length - 1, signal);
}

function tell(index: number, signal: Interrupt): void {
  const listener = listeners[index];
  if (listener !== undefined) {
    listener(signal, () => tell(index - 1, signal));
    return;
  }
  // Nobody else wants to know: it does what it does without anybody listening.
  for (const each of SIGNALS) process.off(each, tellLast);
  process.kill(process.pid, signal);
}
