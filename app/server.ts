import { createApp } from './hello.ts';
import { makeLog } from './log.ts';
import { serve } from './serve.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';

// Whoever reads the log may go away first; that must not cost a request.
process.stdout.on('error', () => {});

const settings = readOrExit();
const log = makeLog({ level: settings.logLevel, version: settings.version });
process.on('uncaughtException', (error) => {
  log.error('crash', { error: error.stack ?? error.message });
  process.exit(1);
});
serve(createApp({ version: settings.version, log }), settings, log);

function readOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    makeLog({ level: 'info', version: process.env.VERSION ?? 'dev' }).error('invalid-settings', {
      error: error.message,
    });
    return process.exit(1);
  }
}
