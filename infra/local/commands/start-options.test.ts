import { expect, test } from 'vitest';
import { readStartOptions } from './start-options.ts';

test('the stable surface: --port moves all ports, --fresh empties the state', () => {
  expect(readStartOptions(['--port', '9000', '--fresh', '--no-open'])).toMatchObject({
    port: 9000,
    fresh: true,
    open: false,
    watch: true,
  });
});

test('without arguments: port 8080, state kept', () => {
  expect(readStartOptions([])).toMatchObject({ port: 8080, fresh: false, open: true, demo: true });
});

test.each([['80x'], ['0'], ['65535'], ['']])('--port %j is refused in one sentence', (port) => {
  expect(readStartOptions(['--port', port])).toEqual({
    wrong: `--port takes a number from 1 to 65530, not "${port}".`,
  });
});

test('an unknown option is named', () => {
  expect(readStartOptions(['--prot', '1'])).toMatchObject({
    wrong: expect.stringMatching(/--prot.*Options: --port N/s),
  });
});
