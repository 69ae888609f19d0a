import { expect, test } from 'vitest';
import { createQueueSender } from './queue-sender.ts';

type Sent = { readonly operation: string; readonly input: unknown };

function queue(answer: object = {}) {
  const sent: Sent[] = [];
  const call = async (operation: string, input: object): Promise<unknown> => {
    sent.push({ operation, input });
    return answer;
  };
  return { sent, sender: createQueueSender(call, 'https://sqs.example/1/jobs') };
}

test('COST3: twelve messages take two requests, with delay and group where they are given', async () => {
  const { sent, sender } = queue();
  const plain = Array.from({ length: 11 }, (_, n) => ({ body: { n } }));
  await sender.send([{ body: { n: -1 }, delaySeconds: 3, groupId: 't1' }, ...plain]);
  expect(sent.map(({ operation }) => operation)).toEqual(['SendMessageBatch', 'SendMessageBatch']);
  expect(sent[0]?.input).toMatchObject({
    QueueUrl: 'https://sqs.example/1/jobs',
    Entries: [
      { Id: '0', MessageBody: '{"n":-1}', DelaySeconds: 3, MessageGroupId: 't1' },
      { Id: '1', MessageBody: '{"n":0}' },
      ...Array.from({ length: 8 }, () => ({})),
    ],
  });
  expect(sent[1]?.input).toMatchObject({ Entries: [{ MessageBody: '{"n":9}' }, { MessageBody: '{"n":10}' }] });
});

test('nothing to send takes no request', async () => {
  const { sent, sender } = queue();
  await sender.send([]);
  expect(sent).toEqual([]);
});

test('INV1: a message that the queue did not take fails the whole sending', async () => {
  const { sender } = queue({ Successful: [], Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });
  await expect(sender.send([{ body: {} }])).rejects.toMatchObject({ code: 'queue.partly-failed' });
});
