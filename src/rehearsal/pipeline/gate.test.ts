import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeGate, Superseded } from './gate.ts';

describe('a stage', () => {
  test('has one execution at a time; those of a queue come in their order', async () => {
    const { gate, entered, enter } = gateOf(false);
    for (const id of ['a', 'b', 'c']) enter(id);
    await settle();
    assert.deepEqual(entered, ['a']);
    gate.leave('Build', 'a');
    // Who is no more in there leaves nothing.
    gate.leave('Build', 'a');
    await settle();
    assert.deepEqual(entered, ['a', 'b']);
    gate.leave('Build', 'b');
    await settle();
    assert.deepEqual(entered, ['a', 'b', 'c']);
  });

  test('is waited for by the newest alone, where executions supersede each other', async () => {
    const { gate, entered, enter } = gateOf(true);
    enter('a');
    const older = enter('b');
    enter('c');
    await assert.rejects(older, Superseded);
    gate.leave('Build', 'a');
    await settle();
    assert.deepEqual(entered, ['a', 'c']);
  });

  test('whose way in is closed lets somebody in once it is open and looked at', async () => {
    let isOpen = false;
    const { gate, entered, enter } = gateOf(false, () => isOpen);
    enter('a');
    gate.look();
    await settle();
    assert.deepEqual(entered, []);
    isOpen = true;
    gate.look();
    await settle();
    assert.deepEqual(entered, ['a']);
  });

  test('is waited for no more once the gate is closed', async () => {
    const { gate, enter } = gateOf(false);
    enter('a');
    const second = enter('b');
    gate.close(new Error('the rehearsal is over'));
    await assert.rejects(second, /the rehearsal is over/);
  });
});

function gateOf(supersedes: boolean, isOpen = () => true) {
  const gate = makeGate({ supersedes, isOpen });
  const entered: string[] = [];
  const enter = (id: string) => {
    const entering = gate.enter('Build', id).then(() => {
      entered.push(id);
    });
    entering.catch(() => {});
    return entering;
  };
  return { gate, entered, enter };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
