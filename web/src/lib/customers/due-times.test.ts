import { expect, test } from 'vitest';
import { offeredTimes } from './due-times.ts';

test('I4: reminders are offered in the tenant’s days, whatever the browser’s are', () => {
  const lateEvening = Date.parse('2026-11-22T23:30:00+08:00');
  expect(offeredTimes(lateEvening, 'Asia/Shanghai')).toEqual({
    hour: '2026-11-23T00:30',
    tomorrow: '2026-11-23T10:00',
    days3: '2026-11-25T10:00',
    week: '2026-11-29T10:00',
  });
  expect(offeredTimes(lateEvening, 'America/New_York').tomorrow).toBe('2026-11-23T10:00');
});
