import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** What is said to have been done, as the code that writes the log names it. */
function actionsInCode(): readonly string[] {
  const places =
    /(?:audit\.change\(\s*caller,|audit\(caller,|auditOf\(deps, by,|action:|changeMember\([^';{]*|memberAudit\([^';{]*)\s*'([a-z-]+\.[a-z-]+)'/g;
  const files = globSync(['functions/api/*.ts', 'shared/{accounts,materials,tenants}/*.ts'], { cwd: ROOT.pathname });
  const sources = files.filter((file) => !file.includes('.test.') && !file.includes('harness')).map(read);
  return [
    ...new Set(sources.flatMap((text) => [...text.matchAll(places)].flatMap(([, action]) => action ?? []))),
  ].sort();
}

test('SEC31: whatever the audit log may hold has words', () => {
  const words = read('web/src/lib/settings/audit-words.ts');
  const actions = actionsInCode();
  expect(actions).toContain('message.released');
  expect(actions).toContain('member.invited');
  expect(actions.length).toBeGreaterThan(45);
  expect(actions.filter((action) => !words.includes(`'${action}': m.`))).toEqual([]);
});
