// Checks the evidence of an exchange off-line: Node and the npm package jose, nothing of Salwa. See docs/protocol/evidence.md.
//
//   node tools/verify_evidence.mjs FOLDER... [--anchor "FINGERPRINT OF THE TRUST LIST"] [--key FINGERPRINT]...
//
// FOLDER is the unpacked bundle; of several each line begins with the folder it is about. Whose keys count comes from paper, never from the bundle: the fingerprint of the trust list's
// signers, and of each pair of keys that was pinned by hand. A key that was revoked proves nothing: its thief can write any date. Prints one line for each fault; exit code 1 when there is one.
import { readFileSync, readdirSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CONTENT, MESSAGE, RECEIPT, checkMembers, need, plainObject, verified } from './verify_envelope.mjs'
import { newest } from './verify_trust_list.mjs'

const NAME = /^(trust\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/
const { values, positionals: folders } = parseArgs({
  allowPositionals: true, options: { anchor: { type: 'string' }, key: { type: 'string', multiple: true, default: [] } },
})
const sha256 = (data) => createHash('sha256').update(data).digest('hex')
const thumbprint = ({ crv, x }) => createHash('sha256').update(`{"crv":"${crv}","kty":"OKP","x":"${x}"}`).digest('base64url')

// What is wrong with one bundle, a line each, and what was proved.
async function checked (folder) {
  const file = (name) => {
    if (!NAME.test(name)) throw new Error(`file_name: ${name}`)
    return readFileSync(join(folder, name))
  }
  const bundle = JSON.parse(file('bundle.json'))
  if (bundle.format !== 'salwa-evidence' || bundle.version !== 1) throw new Error('not a bundle of version 1')

  // A bundle of nothing proves nothing.
  const faults = bundle.sent.length + bundle.received.length ? [] : ['bundle: no_messages']
  const counts = { sent: 0, receipts: 0, received: 0, signers: new Set() }

  async function keysThatCount () {
    const found = []
    if (values.anchor) {
      const said = await newest(readdirSync(join(folder, 'trust')).sort().map((name) => file(`trust/${name}`).toString()), values.anchor)
      for (const one of said.keys) {
        const when = (status) => one.history.find((step) => step.status === status)?.since
        found.push({ state: one.state, kid: one.signing.kid, key: { state: one.state, signing: one.signing },
          since: when('active'), retired: when('retired'), revoked: when('revoked') })
      }
    }
    for (const { public: key, since, retired, revoked } of bundle.keys) {
      // The names of the keys are computed here: what stands in the bundle may be anything.
      const [kid, agreement] = [thumbprint(key.signing), thumbprint(key.agreement)]
      if (values.key.includes(sha256(`${key.state}\n${kid}\n${agreement}`))) found.unshift({ state: key.state, kid, key, since, retired, revoked })
    }
    return found
  }

  async function attempt (what, check) {
    try { await check() } catch (error) { faults.push(`${what}: ${error.code ?? error.message}`) }
  }

  async function receipt (name, sealed, uid, from, to, trusted) {
    const [header, payload] = await verified(file(name).toString('latin1'), RECEIPT, trusted, Infinity, '!receipt_form')
    const said = plainObject(payload, '!receipt_form')
    checkMembers(said, CONTENT)
    need(header.iss === from && header.aud === to, 'audience')
    need(said.digest === sha256(sealed), '!other_message')
    need(header.jti === uid, '!other_message')
    counts.signers.add(header.kid)
    counts.receipts++
    return said.stage
  }

  const trusted = await keysThatCount().catch((error) => { faults.push(`trust: ${error.code ?? error.message}`); return [] })
  for (const one of bundle.sent) {
    await attempt(one.uid, async () => {
      const sealed = file(one.sealed)
      const stages = []
      for (const name of one.receipts) stages.push(await receipt(name, sealed, one.uid, bundle.partner, bundle.state, trusted))
      need(stages.includes('delivered'), '!no_receipt')
      counts.sent++
    })
  }
  for (const one of bundle.received) {
    await attempt(one.uid, async () => {
      const [header, payload] = await verified(file(one.signed).toString('latin1'), MESSAGE, trusted, Infinity, 'inner_form')
      need(header.iss === bundle.partner && header.aud === bundle.state, 'audience')
      need(header.jti === one.uid && header.kind === one.kind, '!other_message')
      need(JSON.parse(payload).request === bundle.request, '!other_request')
      counts.signers.add(header.kid)
      await receipt(one.receipt, file(one.sealed), one.uid, bundle.state, bundle.partner, trusted)
      counts.received++
    })
  }
  const summary = `${counts.sent} of ${bundle.sent.length} sent messages proved delivered, ${counts.received} of ${bundle.received.length} received ` +
    `messages proved, ${counts.receipts} receipts, ${counts.signers.size} keys`
  return { faults, summary }
}

if (!folders.length) throw new Error('name the folder of an unpacked bundle')
for (const folder of folders) {
  const where = folders.length > 1 ? `${folder}: ` : ''
  // Of one folder a bundle that cannot be read ends everything; of many it is one line, and the others are still checked.
  const { faults, summary } = await checked(folder).catch((error) => {
    if (!where) throw error
    return { faults: [`bundle: ${error.code ?? error.message}`], summary: 'nothing proved' }
  })
  for (const one of [...faults, summary]) console.log(where + one)
  if (faults.length) process.exitCode = 1
}
