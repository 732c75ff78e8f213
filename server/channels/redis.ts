/**
 * Keeps channels in Redis, for all nodes.
 *
 * Each channel has a hash with its epoch and its last offset, a stream with its messages, whose ids are their offsets, a
 * key for each message that may be sent again, and a hash with its members. Everything expires.
 */
import { channelLimits, type Member } from '../../protocol/channels.ts';
import { parseJson } from '../../protocol/messages.ts';
import { hashOf } from '../auth/secrets.ts';
import { PREFIX, type Redis } from '../redis/connection.ts';
import { script } from '../redis/script.ts';
import {
  type Engine,
  type News,
  newEpoch,
  PAGE_BYTES,
  type State,
  type Stored,
  type Window,
} from './engine.ts';

/** Milliseconds for which Redis remembers members without being told of one: nodes look more often. */
const MEMBERS_MS = 60_000;

/**
 * Milliseconds for which members count after their node has had to connect anew: within them it looks, and notes again
 * who is still there. Whose leaving was lost with the connection is gone then.
 */
const AGAIN_MS = 4000;

export function redisEngine(
  redis: Pick<Redis, 'run' | 'listen' | 'node' | 'line' | 'memory'>,
  { messages: most, seconds }: Window,
): Engine {
  const windowMs = seconds * 1000;
  // A message that is sent again is looked for by its offset, so the epoch has to last as long.
  const keptMs = Math.max(windowMs, channelLimits.repeatMs);
  const keysOf = (channel: string) => {
    const key = `${PREFIX}channel:{${channel}}`;
    return {
      state: `${key}:state`,
      messages: `${key}:messages`,
      members: `${key}:members`,
      news: `${key}:news`,
    };
  };
  const noteOf = (member: Member) => `${redis.node} ${redis.line}\n${JSON.stringify(member)}`;
  // A Redis that was restarted may know less than it did, so the name of its memory is part of the epoch.
  const freshEpoch = () => `${newEpoch()}.${redis.memory}`;

  return {
    isShared: true,
    async publish(channel, { data, ...publisher }) {
      const { state, messages, news } = keysOf(channel);
      const { id, user, issuer } = publisher;
      const sent = `${PREFIX}channel:{${channel}}:sent:${hashOf(JSON.stringify([id, user, issuer]))}`;
      const by = JSON.stringify(publisher);
      const limits = [most, windowMs, keptMs, channelLimits.repeatMs];
      const answer = await redis.run(
        publish,
        [state, messages, sent, news],
        [freshEpoch(), by, data, ...limits],
      );
      const [offset, duplicate] = listOf(answer);
      return { offset: Number(offset), duplicate: Number(duplicate) === 1 };
    },
    async read(channel, after, count) {
      const { state, messages } = keysOf(channel);
      const limits = [windowMs, keptMs, freshEpoch()];
      const answer = listOf(await redis.run(read, [state, messages], [...limits, after, count, PAGE_BYTES]));
      return { ...stateOf(answer), messages: messagesOf(answer[3]) };
    },
    async enter(channel, entering) {
      const { state, messages, members, news } = keysOf(channel);
      const limits = [windowMs, keptMs, freshEpoch(), MEMBERS_MS];
      const entries = entering.flatMap((member) => [member.client, noteOf(member)]);
      return stateOf(
        listOf(await redis.run(enter, [state, messages, members, news], [...limits, ...entries])),
      );
    },
    leave(channel, member) {
      const { members, news } = keysOf(channel);
      // If it is lost, the connection is, too: what was noted on that one does not count for long.
      redis.run(leave, [members, news], [member.client, noteOf(member)]).catch(() => {});
    },
    async look(channel) {
      const { state, messages, members } = keysOf(channel);
      const limits = [windowMs, keptMs, freshEpoch(), MEMBERS_MS];
      const answer = listOf(
        await redis.run(look, [state, messages, members], [...limits, `${PREFIX}node:`, AGAIN_MS]),
      );
      const notes = listOf(answer[3]).flatMap(notesOf);
      return {
        ...stateOf(answer),
        others: notes.filter(({ node }) => node !== redis.node).map(({ member }) => member),
        own: notes
          .filter(({ node, line }) => node === redis.node && line === redis.line)
          .map(({ member }) => member),
      };
    },
    listen: (channel, listener) =>
      redis.listen(keysOf(channel).news, (text) => {
        const news = newsOf(text, redis.node);
        if (news) listener(news);
      }),
    async close() {},
  };
}

/** What every script begins with: where a channel is, without what is too old. */
const BEGIN = `#!lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Returns epoch, last offset, and offset of the oldest message that is kept.
local function state_of(state, messages, window, kept, fresh)
  local epoch = redis.call('HGET', state, 'epoch')
  if not epoch or epoch:match('[^.]*$') ~= fresh:match('[^.]*$') then
    epoch = fresh
    redis.call('DEL', messages)
    redis.call('HSET', state, 'epoch', epoch, 'offset', 0)
  end
  redis.call('PEXPIRE', state, kept)
  local offset = tonumber(redis.call('HGET', state, 'offset'))
  while true do
    local first = redis.call('XRANGE', messages, '-', '+', 'COUNT', 1)[1]
    if not first then return epoch, offset, offset + 1 end
    if tonumber(first[2][2]) > now - window then return epoch, offset, tonumber(first[1]:match('^%d+')) end
    redis.call('XDEL', messages, first[1])
  end
end
`;

const publish = script(`${BEGIN}
local fresh, by, data, most, window, kept, again = unpack(ARGV)
local epoch, offset = state_of(KEYS[1], KEYS[2], tonumber(window), kept, fresh)
local known = redis.call('GET', KEYS[3])
if known then
  local its, sent = known:match('^(%S+) (%d+)$')
  if its == epoch then return { sent, 1 } end
end
offset = redis.call('HINCRBY', KEYS[1], 'offset', 1)
redis.call('XADD', KEYS[2], offset .. '-0', 'at', now, 'by', by, 'data', data)
redis.call('XTRIM', KEYS[2], 'MAXLEN', most)
redis.call('PEXPIRE', KEYS[2], window)
redis.call('SET', KEYS[3], epoch .. ' ' .. offset, 'PX', again)
redis.call('PUBLISH', KEYS[4], table.concat({ 'message', epoch, offset, now, by, data }, '\\n'))
return { offset, 0 }`);

const read = script(`${BEGIN}
local window, kept, fresh, after, most, bytes = unpack(ARGV)
local epoch, offset, oldest = state_of(KEYS[1], KEYS[2], tonumber(window), kept, fresh)
local page, length, id = {}, 0, after .. '-0'
repeat
  local some = redis.call('XRANGE', KEYS[2], '(' .. id, '+', 'COUNT', 10)
  for _, entry in ipairs(some) do
    if #page == tonumber(most) or length >= tonumber(bytes) then return { epoch, offset, oldest, page } end
    page[#page + 1], id, length = entry, entry[1], length + #entry[2][6]
  end
until #some == 0
return { epoch, offset, oldest, page }`);

const enter = script(`${BEGIN}
-- There may be more members than Lua unpacks.
local window, kept, fresh, remembered = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
for index = 5, #ARGV, 2 do
  if redis.call('HSET', KEYS[3], ARGV[index], ARGV[index + 1]) == 1 then
    redis.call('PUBLISH', KEYS[4], 'enter\\n' .. ARGV[index + 1])
  end
end
redis.call('PEXPIRE', KEYS[3], remembered)
return { state_of(KEYS[1], KEYS[2], tonumber(window), kept, fresh) }`);

const leave = script(`
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then redis.call('PUBLISH', KEYS[2], 'leave\\n' .. ARGV[2]) end`);

const look = script(`${BEGIN}
local window, kept, fresh, remembered, nodes, again = unpack(ARGV)
local present, lines = {}, {}
local members = redis.call('HGETALL', KEYS[3])
for index = 1, #members, 2 do
  local node, line = members[index + 1]:match('^(%S+) (%S+)')
  lines[node] = lines[node] or redis.call('GET', nodes .. node) or ''
  local current, since = lines[node]:match('^(%S+) (%S+)$')
  if current == line or (current and tonumber(since) > now - tonumber(again)) then
    present[#present + 1] = members[index + 1]
  else
    redis.call('HDEL', KEYS[3], members[index])
  end
end
redis.call('PEXPIRE', KEYS[3], remembered)
local epoch, offset, oldest = state_of(KEYS[1], KEYS[2], tonumber(window), kept, fresh)
return { epoch, offset, oldest, present }`);

function listOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer : [];
}

function stateOf([epoch, offset, oldest]: readonly unknown[]): State {
  return { epoch: String(epoch), offset: Number(offset), oldest: Number(oldest) };
}

/** Entries of a stream: the id, and the fields `at`, `by` and `data` with their values. */
function messagesOf(entries: unknown): Stored[] {
  return listOf(entries).flatMap((entry) => {
    const [id, fields] = listOf(entry);
    const [, at, , by, , data] = listOf(fields);
    return storedOf(Number.parseInt(String(id), 10), at, by, data);
  });
}

function storedOf(offset: number, at: unknown, by: unknown, data: unknown): Stored[] {
  const publisher = publisherOf(String(by));
  return publisher ? [{ ...publisher, offset, at: Number(at), data: String(data) }] : [];
}

function publisherOf(text: string): Pick<Stored, 'id' | 'user' | 'issuer'> | undefined {
  const { id, user, issuer } = membersOf(text);
  if (typeof id !== 'string' || typeof user !== 'string') return undefined;
  return { id, user, ...(typeof issuer === 'string' && { issuer }) };
}

/** Who is noted as subscribed, at which node, and on which connection of that node. */
function notesOf(note: unknown): { node: string; line: number; member: Member }[] {
  const [by = '', json] = String(note).split('\n');
  const [node = '', line] = by.split(' ');
  return memberOf(json).map((member) => ({ node, line: Number(line), member }));
}

function memberOf(text: unknown): Member[] {
  const { user, issuer, client } = membersOf(String(text));
  if (typeof user !== 'string' || typeof client !== 'string') return [];
  return [{ user, ...(typeof issuer === 'string' && { issuer }), client }];
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  const json = parseJson(text);
  return json.ok && typeof json.value === 'object' ? { ...json.value } : {};
}

/** Reads what a script has published: lines, since JSON has none of its own. Who comes and goes here is no news. */
function newsOf(text: string, here: string): News | undefined {
  const [type, ...lines] = text.split('\n');
  if (type === 'message') {
    const [epoch = '', offset, at, by, data] = lines;
    const [message] = storedOf(Number(offset), at, by, data);
    return message && { type, epoch, message };
  }
  const [note] = notesOf(lines.join('\n'));
  if (!note || note.node === here) return undefined;
  return type === 'enter' || type === 'leave' ? { type, member: note.member } : undefined;
}
