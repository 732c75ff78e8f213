import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryTicket } from '../../../client/methods/query-ticket.ts';
import { fetchTicket, signIn } from '../../support/auth.ts';
import { open, serve, statusOf } from './support.ts';

test('C18 query-ticket: a ticket opens one connection, and no second', async (t) => {
  const { page, endpoint } = await serve(t, 'query-ticket');
  const ticket = await fetchTicket(page, await signIn(page), 'query-ticket');
  const opening = queryTicket.open(endpoint, { kind: 'ticket', ticket });
  const client = await open(t, opening);
  client.send(queryTicket.say('hello'));
  assert.equal(await client.next(), '{"msg":"hello"}');
  assert.equal(await statusOf(t, opening), 401);
});
