import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSettings, SettingsError } from './settings.ts';

const DEFAULTS = { port: 80, version: 'dev', logLevel: 'info', limitSeconds: 25, quietSeconds: 5 };

test('an empty environment gives the defaults, and so do empty variables', () => {
  assert.deepEqual(readSettings({}), DEFAULTS);
  assert.deepEqual(
    readSettings({ PORT: '', VERSION: '', LOG_LEVEL: '', SHUTDOWN_LIMIT_SECONDS: '', SHUTDOWN_QUIET_SECONDS: '' }),
    DEFAULTS,
  );
});

test('the default limit leaves time before ECS kills the container after 30 seconds', () => {
  assert.ok(readSettings({}).limitSeconds < 30);
  assert.ok(readSettings({}).quietSeconds < readSettings({}).limitSeconds);
});

test('every variable is read', () => {
  assert.deepEqual(
    readSettings({
      PORT: '8080',
      VERSION: '1.2.3-abc',
      LOG_LEVEL: 'debug',
      SHUTDOWN_LIMIT_SECONDS: '10',
      SHUTDOWN_QUIET_SECONDS: '0.5',
    }),
    { port: 8080, version: '1.2.3-abc', logLevel: 'debug', limitSeconds: 10, quietSeconds: 0.5 },
  );
});

test('all wrong variables are named at once, with what they should be', () => {
  const wrong = { PORT: '65536', VERSION: 'a\nb', LOG_LEVEL: 'loud', SHUTDOWN_LIMIT_SECONDS: '-1' };
  assert.throws(
    () => readSettings(wrong),
    (error: unknown) =>
      error instanceof SettingsError &&
      [
        'PORT must be',
        '"65536"',
        'VERSION must be',
        'LOG_LEVEL must be one of',
        'SHUTDOWN_LIMIT_SECONDS must be',
      ].every((part) => error.message.includes(part)) &&
      !error.message.includes('\n'),
  );
});

test('a port is taken exactly if it is a whole number from 0 to 65535', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.integer().map(String), fc.nat(70000).map(String)), (text) => {
      const isPort = /^[0-9]{1,5}$/.test(text) && Number(text) < 65536;
      if (isPort) assert.equal(readSettings({ PORT: text }).port, Number(text));
      else assert.throws(() => readSettings({ PORT: text }), SettingsError);
    }),
  );
});
