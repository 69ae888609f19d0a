import { expect, test } from 'vitest';
import { SECRETS, sign, signedRequest, textMessage } from './fixtures.ts';
import { parseDouyinWebhook } from './webhook.ts';

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test('SEC6: a wrong path and a missing signature take as long as a wrong one, over 10,000 each', () => {
  const secrets = { ...SECRETS, webhookKey: 'right' };
  const good = signedRequest(textMessage());
  const wrong = { 'x-douyin-signature': sign(good.rawBody, 'another secret') };
  const requests = [
    { ...good, path: '/right', headers: wrong },
    { ...good, path: '/wrong', headers: wrong },
    { ...good, path: '/right', headers: {} },
  ];
  const took: number[][] = [[], [], []];
  for (let round = 0; round < 10_000; round++) {
    for (const [at, request] of requests.entries()) {
      const start = performance.now();
      parseDouyinWebhook(request, secrets);
      took[at]?.push(performance.now() - start);
    }
  }
  const [wrongSignature = 0, ...others] = took.map(median);
  // Other work on the machine moves single values; medians of interleaved runs stay close.
  for (const other of others) {
    expect(other).toBeGreaterThan(wrongSignature / 1.5);
    expect(other).toBeLessThan(wrongSignature * 1.5);
  }
});
