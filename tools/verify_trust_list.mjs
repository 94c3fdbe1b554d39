// An independent reader of Salwa's trust lists: Node and the npm package jose, nothing of Salwa.
// It follows docs/protocol/trust-list.md and shares no line with the Python code.
//
//   node tools/verify_trust_list.mjs FOLDER    judge every line of FOLDER/trust-lists.jsonl; exit code 1 when one comes out otherwise
import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { importJWK, flattenedVerify } from 'jose'

const DAY = 86400
const STATE = /^[A-Z][A-Z0-9-]{1,15}$/
const KID = /^[A-Za-z0-9_-]{43}$/
const ORDER = ['active', 'retired', 'revoked']
const P = 2n ** 255n - 19n
const WEAK = {
  X25519: [0n, 1n, P - 1n, 325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n],
  Ed25519: [0n, 1n, P - 1n, 2707385501144840649318225287225658788936804267575313519463743609750303021862n,
    55188659117513257062467267217118295137698188065244968500265048394206261417927n],
}
const DAMM = ['0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790']
const MEMBERS = ['format', 'ver', 'list', 'era', 'version', 'issued', 'expires', 'earlier', 'pivot', 'threshold', 'signers', 'keys']

class Refused extends Error { constructor (code) { super(code); this.code = 'trust_' + code } }
const need = (holds, code = 'form') => { if (!holds) throw new Refused(code) }
const text = (given, pattern, code) => { need(typeof given === 'string' && pattern.test(given), code); return given }
const whole = (given) => { need(Number.isInteger(given) && given >= 1 && given < 2 ** 31); return given }
const items = (given) => { need(Array.isArray(given)); return given }
const members = (given, names, code) => {
  need(typeof given === 'object' && given !== null && !Array.isArray(given), code)
  need(Object.keys(given).length === names.length && names.every((name) => Object.hasOwn(given, name)), code)
  return given
}
const digest = (data) => createHash('sha256').update(data).digest('hex')

function decoded (given, code) {
  const data = Buffer.from(text(given, /^[A-Za-z0-9_-]*$/, code), 'base64url')
  need(data.toString('base64url') === given, code)
  return data
}

// JSON.parse takes the last of two equal members; this walks over the text once more and looks at the names.
function plainObject (data, deepest) {
  let spelt, value
  try {
    spelt = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
    value = JSON.parse(spelt)
  } catch { throw new Refused('form') }
  const open = []
  for (const [token] of spelt.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]|-?\d[^\s,}\]]*/g)) {
    if (token === '{' || token === '[') open.push(new Set())
    else if (token === '}' || token === ']') open.pop()
    else if (token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1))
      need(!open.at(-1).has(name), 'member_twice')
      open.at(-1).add(name)
    } else need(token.startsWith('"') || /^-?\d+$/.test(token))
    need(open.length <= deepest)
  }
  need(typeof value === 'object' && value !== null && !Array.isArray(value))
  return value
}

function moment (given) {
  const seconds = Date.parse(text(given, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)) / 1000
  need(Number.isInteger(seconds) && new Date(seconds * 1000).toISOString().replace('.000', '') === given)
  return seconds
}

function named (x, kid, curve) {
  const data = decoded(text(x, KID, 'key_form'), 'key_form')
  need(data.length === 32 && kid === createHash('sha256').update(`{"crv":"${curve}","kty":"OKP","x":"${x}"}`).digest('base64url'), 'key_form')
}

function usable (x, curve) {
  let number = BigInt('0x' + Buffer.from(x, 'base64url').reverse().toString('hex'))
  if (curve === 'Ed25519') number &= 2n ** 255n - 1n
  return number < P && !WEAK[curve].includes(number)
}

function key (given, curve) {
  members(given, ['kty', 'crv', 'x', 'kid'], 'key_form')
  need(given.kty === 'OKP' && given.crv === curve, 'key_form')
  named(given.x, given.kid, curve)
}

function history (given) {
  const steps = items(given).map((one) => {
    members(one, ['status', 'since'])
    need(ORDER.includes(one.status), 'history')
    return [ORDER.indexOf(one.status), moment(one.since)]
  })
  need(steps.length > 0 && steps[0][0] === 0, 'history')
  need(steps.every(([place, since], at) => since >= steps[0][1] && (at === 0 || place > steps[at - 1][0])), 'history')
}

function read (data) {
  need(data.length <= 4 * 1024 * 1024, 'too_large')
  const outside = members(plainObject(Buffer.from(data), 4), ['payload', 'signatures'])
  const payload = decoded(outside.payload)
  const signatures = items(outside.signatures).map((one) => {
    members(one, ['protected', 'signature'])
    const header = members(plainObject(decoded(one.protected), 1), ['alg', 'kid', 'typ'])
    need(header.alg === 'Ed25519' && header.typ === 'salwa-trust+jws' && typeof header.kid === 'string')
    decoded(one.signature)
    return { kid: header.kid, payload: outside.payload, ...one }
  })
  const said = plainObject(payload, 6)
  need(said.format === 'salwa-trust-list')
  members(said, MEMBERS)
  need(whole(said.ver) === 1, 'version')
  for (const name of ['era', 'version', 'pivot', 'threshold']) whole(said[name])
  text(said.list, STATE)
  said.begins = moment(said.issued)
  said.ends = moment(said.expires)
  for (const one of items(said.earlier)) text(one, /^[0-9a-f]{64}$/)
  for (const one of items(said.signers)) { members(one, ['kid', 'x']); named(one.x, one.kid, 'Ed25519') }
  for (const one of items(said.keys)) {
    members(one, ['state', 'signing', 'agreement', 'history'])
    text(one.state, STATE)
    key(one.signing, 'Ed25519')
    key(one.agreement, 'X25519')
    history(one.history)
  }
  need(new Set(said.signers.map((one) => one.kid)).size === said.signers.length && said.signers.length >= said.threshold, 'signers')
  need(said.earlier.length === said.version - 1 && said.pivot <= said.version, 'chain')
  need(said.ends > said.begins && said.ends - said.begins <= 184 * DAY, 'lifetime')
  const names = said.keys.flatMap((one) => [one.signing.kid, one.agreement.kid])
  need(new Set(names).size === names.length, 'key_twice')
  return { said, signatures, digest: digest(payload) }
}

async function signedBy ({ signatures }, signers) {
  const right = new Set()
  for (const { kid, payload, protected: header, signature } of signatures) {
    const signer = signers.find((one) => one.kid === kid)
    if (!signer || !usable(signer.x, 'Ed25519')) continue
    try {
      const ready = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: signer.x }, 'Ed25519')
      await flattenedVerify({ payload, protected: header, signature }, ready, { algorithms: ['Ed25519'] })
      right.add(kid)
    } catch { /* a wrong signature does not count */ }
  }
  return right.size
}

function fingerprint (said) {
  const lines = ['salwa-trust-anchor', said.list, said.era, said.threshold, ...said.signers.map((one) => one.kid).sort()]
  const digits = String(BigInt('0x' + digest(lines.join('\n'))) % 10n ** 48n).padStart(48, '0')
  return digits.match(/.{4}/g).map((group) => group + checkDigit(group)).join(' ')
}
const checkDigit = (group) => [...group].reduce((state, digit) => DAMM[state][digit], '0')

const time = (said, now, last) => { need(said.begins <= now + 300, 'from_future'); need(!last || now < said.ends, 'expired') }
const points = (keys) => need(keys.every((one) => usable(one.signing.x, 'Ed25519') && usable(one.agreement.x, 'X25519')), 'key_form')

async function begin (data, typed, now) {
  const first = read(data)
  const groups = typed.replace(/\D/g, '').match(/.{1,5}/g) ?? []
  need(groups.length === 12 && groups.every((one) => one.length === 5 && checkDigit(one.slice(0, 4)) === one[4]), 'fingerprint_slip')
  need(groups.join(' ') === fingerprint(first.said), 'fingerprint_other')
  need(await signedBy(first, first.said.signers) >= first.said.threshold, 'threshold')
  time(first.said, now, true)
  points(first.said.keys)
  return first
}

async function accept (state, fresh, now, last) {
  const [old, next] = [state.said, fresh.said]
  need(next.list === old.list, 'other_list')
  need(next.era > old.era || (next.era === old.era && next.version >= old.version), 'rollback')
  need(next.era === old.era, 'pivot_missing')
  need(next.version <= old.version + 500, 'jump')
  need(next.pivot === old.pivot || next.pivot === next.version, 'pivot_missing')
  need(await signedBy(fresh, old.signers) >= old.threshold, 'threshold')
  const who = (said) => JSON.stringify([said.threshold, said.signers.map((one) => one.kid).sort()])
  if (who(next) !== who(old)) {
    need(next.pivot === next.version, 'pivot_missing')
    need(await signedBy(fresh, next.signers) >= next.threshold, 'threshold_new')
  }
  const known = next.version === old.version ? fresh.digest : next.earlier[old.version - 1]
  need(known === state.digest && old.earlier.every((one, at) => next.earlier[at] === one), 'split_view')
  need(next.begins >= old.begins, 'chain')
  time(next, now, last)
  for (const one of old.keys) {
    const found = next.keys.find((other) => other.signing.kid === one.signing.kid)
    need(found, 'entry_removed')
    const told = (entry, steps) => JSON.stringify([entry.state, entry.signing.x, entry.agreement.x,
      entry.history.slice(0, steps).map(({ status, since }) => [status, since])])
    need(told(found, one.history.length) === told(one), 'history_changed')
  }
  points(next.keys)
  return fresh
}

async function judged (vector) {
  const now = Date.parse(vector.now) / 1000
  let state = await begin(vector.first, vector.fingerprint, now)
  const lists = vector.lists.map(read)
  for (const [at, one] of lists.entries()) state = await accept(state, one, now, at === lists.length - 1)
  return state.said.version === vector.version ? 'taken' : 'another version'
}

// The newest of several versions, judged as evidence: a list that expired since still says whose keys counted.
export async function newest (contents, typed) {
  const [first, ...lists] = contents.map(read)
  let state = await begin(contents[0], typed, first.said.begins)
  for (const one of lists) state = await accept(state, one, one.said.begins, false)
  return state.said
}

async function main (folder) {
  const lines = readFileSync(`${folder}/trust-lists.jsonl`, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
  let otherwise = 0
  for (const one of lines) {
    const told = await judged(one).catch((error) => error.code ?? `!${error}`)
    if (told !== one.expected) { otherwise++; console.log(`${one.name}: ${told} instead of ${one.expected}`) }
  }
  console.log(`${lines.length} vectors, ${otherwise} came out otherwise`)
  process.exitCode = otherwise ? 1 : 0
}
if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv[2])
