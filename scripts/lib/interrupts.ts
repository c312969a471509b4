/** Who is told of Ctrl-C: the last that has asked to be, and nobody else. */
const listeners: (() => void)[] = [];

/**
 * Has a function called for each Ctrl-C, instead of those that asked before. Whoever watches an update asks first whether to cancel
 * it; before and after that the command just ends.
 * @returns what ends it; then the one before is told again.
 */
export function onInterrupt(call: () => void): () => void {
  if (listeners.length === 0) process.on('SIGINT', tellLast);
  listeners.push(call);
  return () => {
    const index = listeners.lastIndexOf(call);
    if (index >= 0) listeners.splice(index, 1);
    if (listeners.length === 0) process.off('SIGINT', tellLast);
  };
}

function tellLast(): void {
  listeners.at(-1)?.();
}
