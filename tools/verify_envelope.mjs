// An independent reader and writer of Salwa's sealed messages: Node and the npm package jose, nothing of Salwa.
// It follows docs/protocol/sealed-messages.md and shares no line with the Python code.
//
//   node tools/verify_envelope.mjs vectors FOLDER       judge every vector of FOLDER; exit code 1 when one comes out otherwise
//   node tools/verify_envelope.mjs open FOLDER < LINES  judge vectors (JSON Lines) from standard input, answer line by line
//   node tools/verify_envelope.mjs seal FOLDER < LINES  seal messages (JSON Lines) from standard input, answer line by line
//
// FOLDER holds keys.json. Answers are JSON Lines too.
import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK } from 'jose'

const SIZES = [4, 16, 64, 256, 512, 1024, 2048].map((kib) => kib * 1024)
const STATE = /^[A-Z][A-Z0-9-]{1,15}$/
const KID = /^[A-Za-z0-9_-]{43}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const LAST = 253402300799
const P = 2n ** 255n - 19n
const WEAK = new Set([0n, 1n, P - 1n, 325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n])
const FORBIDDEN = {
  jku: 'key_in_header', jwk: 'key_in_header', x5u: 'key_in_header', x5c: 'key_in_header', x5t: 'key_in_header',
  'x5t#S256': 'key_in_header', zip: 'compressed', b64: 'unencoded', p2c: 'password', p2s: 'password', crit: 'critical',
}
const is = (wanted) => (given) => given === wanted
const fits = (pattern) => (given) => typeof given === 'string' && pattern.test(given)
const whole = (highest) => (given) => Number.isInteger(given) && given >= 0 && given <= highest
const V = 'member_value'
const SIGNED = {
  alg: [is('Ed25519'), 'algorithm'], ver: [is(1), 'version'], kid: [fits(KID), V], iss: [fits(STATE), V],
  aud: [fits(STATE), V], jti: [fits(UUID), V], iat: [whole(LAST), V], epoch: [whole(Number.MAX_SAFE_INTEGER), V],
}
const RECEIPT = { typ: [is('salwa-receipt+jws'), 'type'], ...SIGNED }
const MESSAGE = {
  typ: [is('salwa-msg+jws'), 'type'], ...SIGNED, exp: [whole(LAST), V],
  kind: [fits(/^[a-z][a-z_]{0,31}(\.[a-z][a-z_]{0,31}){0,3}$/), V],
  purpose: [fits(/^[^\p{Cc}\p{Cs}]{0,200}$/u), V], cls: [fits(/^[a-z][a-z_]{0,31}$/), V],
}
const ENVELOPE = {
  typ: [is('salwa-envelope+jwe'), 'type'], alg: [is('ECDH-ES+A256KW'), 'algorithm'], enc: [is('A256GCM'), 'algorithm'],
  cty: [is('salwa-msg+jws'), 'type'], kid: [fits(KID), V],
  epk: [(given) => typeof given === 'object' && given !== null && !Array.isArray(given), V],
}
const POINT = { kty: [is('OKP'), 'algorithm'], crv: [is('X25519'), 'algorithm'], x: [fits(KID), V] }
const CONTENT = {
  digest: [fits(/^[0-9a-f]{64}$/), '!receipt_form'], stage: [fits(/^(delivered|opened|answered|refused)$/), '!receipt_form'],
  code: [fits(/^[a-z0-9_.]{0,64}$/), '!receipt_form'],
}

class Refused extends Error {
  constructor (code) { super(code); this.code = code.startsWith('!') ? code.slice(1) : 'envelope_' + code }
}
const need = (holds, code) => { if (!holds) throw new Refused(code) }

function decoded (text) {
  need(/^[A-Za-z0-9_-]*$/.test(text), 'base64')
  const data = Buffer.from(text, 'base64url')
  need(data.toString('base64url') === text, 'base64')
  return data
}

// JSON.parse takes the last of two equal members; this walks over the text once more and looks at the names.
function plainObject (data, code) {
  let text, value
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
    value = JSON.parse(text)
  } catch { throw new Refused(code) }
  const open = []
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]|-?\d[^\s,}\]]*/g)) {
    if (token === '{' || token === '[') open.push(new Set())
    else if (token === '}' || token === ']') open.pop()
    else if (token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, -1))
      need(!open.at(-1).has(name), 'member_twice')
      open.at(-1).add(name)
    } else need(token.startsWith('"') || /^-?\d+$/.test(token), code)
    need(open.length <= 3, code)
  }
  need(typeof value === 'object' && value !== null && !Array.isArray(value), code)
  return value
}

function checkMembers (header, wanted) {
  for (const [name, code] of Object.entries(FORBIDDEN)) need(!Object.hasOwn(header, name), code)
  need(Object.keys(header).every((name) => Object.hasOwn(wanted, name)), 'member_unknown')
  for (const [name, [test, code]] of Object.entries(wanted)) {
    need(Object.hasOwn(header, name), 'member_missing')
    need(test(header[name]), code)
  }
}

function checkPoint (x) {
  const number = BigInt('0x' + Buffer.from(decoded(x)).reverse().toString('hex'))
  need(number < P && !WEAK.has(number), 'weak_point')
}

async function decrypted (data, own) {
  need(data.length <= SIZES.at(-1), 'too_large')
  need(SIZES.includes(data.length), 'size')
  const parts = data.toString('latin1').split('.')
  need(parts.length === 5 && parts[0].length <= 1024, 'form')
  need(parts[1].length === 54 && parts[2].length === 16 && parts[4].length === 22, 'form')
  const [spelt] = parts.map(decoded)
  const header = plainObject(spelt, 'header_json')
  checkMembers(header, ENVELOPE)
  checkMembers(header.epk, POINT)
  checkPoint(header.epk.x)
  const keys = own.find((one) => one.agreement.kid === header.kid)
  need(keys, 'not_for_us')
  try {
    const { kty, crv, x, d } = keys.agreement
    const allowed = { keyManagementAlgorithms: ['ECDH-ES+A256KW'], contentEncryptionAlgorithms: ['A256GCM'] }
    const key = await importJWK({ kty, crv, x, d }, 'ECDH-ES+A256KW')
    return [keys.state, Buffer.from((await compactDecrypt(parts.join('.'), key, allowed)).plaintext)]
  } catch { throw new Refused('not_opened') }
}

async function verified (text, members, trusted, now, form) {
  const parts = text.split('.')
  need(parts.length === 3 && parts[0].length <= 4096, form)
  const [spelt, payload, signature] = parts.map(decoded)
  const header = plainObject(spelt, 'header_json')
  checkMembers(header, members)
  need(signature.length === 64, 'signature')
  const signer = trusted.find((one) => one.kid === header.kid)
  need(signer, 'signer_unknown')
  need(signer.state === header.iss && signer.key.state === header.iss, 'signer_not_issuer')
  const [since, retired, revoked] = ['since', 'retired', 'revoked'].map((name) => Date.parse(signer[name]) / 1000)
  need(!(now >= revoked || header.iat >= revoked), 'signer_revoked')
  need(!(header.iat >= retired), 'signer_retired')
  need(!(header.iat < since), 'signer_early')
  try {
    const { kty, crv, x } = signer.key.signing
    await compactVerify(text, await importJWK({ kty, crv, x }, 'Ed25519'), { algorithms: ['Ed25519'] })
  } catch { throw new Refused('signature') }
  return [header, payload]
}

async function judged (vector, keys) {
  const data = Buffer.from(vector.data, 'latin1')
  const own = vector.own.map((name) => keys[name])
  const trusted = vector.trusted.map((one) => ({ ...one, key: Object.values(keys).find((k) => k.signing.kid === one.kid) }))
  const now = Date.parse(vector.now) / 1000
  if (vector.what === 'receipt') {
    const [header, payload] = await verified(data.toString('latin1'), RECEIPT, trusted, now, '!receipt_form')
    need(own.some((one) => one.state === header.aud), 'audience')
    need(header.iat <= now + 300, 'from_future')
    checkMembers(plainObject(payload, '!receipt_form'), CONTENT)
    return { outcome: 'opened', header }
  }
  const [state, inside] = await decrypted(data, own)
  const [, text, filling] = /^([^ ]*)([^]*)$/.exec(inside.toString('latin1'))
  need(/^ *$/.test(filling), 'padding')
  const [header, payload] = await verified(text, MESSAGE, trusted, now, 'inner_form')
  need(header.aud === state, 'audience')
  need(header.exp > header.iat && header.exp - header.iat <= 366 * 86400, 'lifetime')
  need(header.iat <= now + 300, 'from_future')
  need(header.exp > now, 'expired')
  const digest = createHash('sha256').update(data).digest('hex')
  return { outcome: 'opened', header, payload: payload.toString('base64url'), digest }
}

async function sealed ({ header, payload, sender, recipient }, keys) {
  const signing = await importJWK(keys[sender].signing, 'Ed25519')
  const text = await new CompactSign(Buffer.from(payload, 'base64url')).setProtectedHeader(header).sign(signing)
  const { kty, crv, x, kid } = keys[recipient].agreement
  const outside = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid, typ: 'salwa-envelope+jwe', cty: 'salwa-msg+jws' }
  const key = await importJWK({ kty, crv, x }, 'ECDH-ES+A256KW')
  const wrap = (room) => new CompactEncrypt(Buffer.from(text.padEnd(room))).setProtectedHeader(outside).encrypt(key)
  const around = (await wrap(0)).length - Math.ceil(text.length * 4 / 3)
  const size = SIZES.find((one) => Math.floor((one - around) * 3 / 4) >= text.length)
  return { data: await wrap(Math.floor((size - around) * 3 / 4)) }
}

export { CONTENT, MESSAGE, RECEIPT, checkMembers, need, plainObject, verified }

async function main (what, folder) {
  const keys = JSON.parse(readFileSync(`${folder}/keys.json`, 'utf8')).keys
  const source = what === 'vectors' ? `${folder}/envelopes.jsonl` : 0
  const lines = readFileSync(source, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
  const judge = (one) => judged(one, keys).catch((error) => ({ outcome: error.code ?? `!${error}` }))
  let otherwise = 0
  for (const one of lines) {
    const answer = what === 'seal' ? await sealed(one, keys) : await judge(one)
    if (what !== 'vectors') console.log(JSON.stringify(answer))
    else if (answer.outcome !== one.expected || (one.payload && answer.payload !== one.payload)) {
      otherwise++
      console.log(`${one.name}: ${answer.outcome} instead of ${one.expected}`)
    }
  }
  if (what === 'vectors') console.log(`${lines.length} vectors, ${otherwise} came out otherwise`)
  process.exitCode = otherwise ? 1 : 0
}
if (process.argv[1] === fileURLToPath(import.meta.url)) await main(...process.argv.slice(2))
