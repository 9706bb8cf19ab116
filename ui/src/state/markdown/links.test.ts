import { describe, expect, it } from 'vitest'
import { hostBeside, linksIn } from './links'

function found(text: string): string[] {
  return linksIn(text).map(({ start, end }) => text.slice(start, end))
}

const INVITATION = 'meetdesk://join?addr=192.168.1.20&addr=[fe80::1]&port=47800&fp=AbC-d_e&s=XyZ_0-9'

describe('a link', () => {
  it.each([
    ['see https://a.example/x?y=1#z, please', 'https://a.example/x?y=1#z'],
    ['http://nas/share/__init__.py', 'http://nas/share/__init__.py'],
    ['http://nas/a_(b).pdf.', 'http://nas/a_(b).pdf'],
    ['(http://nas/x)', 'http://nas/x'],
    ['(see http://nas/x).', 'http://nas/x'],
    ['"http://nas/x"', 'http://nas/x'],
    ["'http://nas/x','http://nas/y'", 'http://nas/x', 'http://nas/y'],
    ['http://nas/x,http://nas/y', 'http://nas/x', 'http://nas/y'],
    ['<http://nas/x>', 'http://nas/x'],
    ['**http://nas/x**', 'http://nas/x'],
    ['_http://nas/x_', 'http://nas/x'],
    ['http://nas/x...', 'http://nas/x'],
    ['http://nas/x…', 'http://nas/x'],
    ['http://nas/x?!', 'http://nas/x'],
    ["http://nas's pages", 'http://nas'],
    ["http://nas/it's", "http://nas/it's"],
    ['http://nas/x🎉', 'http://nas/x'],
    ['{"url":"http://nas/x"}', 'http://nas/x'],
    ['url=http://nas/x', 'http://nas/x'],
    ['HTTP://NAS/X', 'HTTP://NAS/X'],
    ['http://nas', 'http://nas'],
    ['http://nas:8080', 'http://nas:8080'],
    ['http://nas/{id}/x', 'http://nas/{id}/x'],
    ['http://[fe80::1]:8080/x', 'http://[fe80::1]:8080/x'],
    ['| http://nas/x | y |', 'http://nas/x'],
    ['http://nas/x\nhttp://nas/y', 'http://nas/x', 'http://nas/y'],
    ['https://ru.wikipedia.org/wiki/Встреча.', 'https://ru.wikipedia.org/wiki/Встреча'],
    ['https://de.wikipedia.org/wiki/Köln', 'https://de.wikipedia.org/wiki/Köln'],
    ['https://münchen.example/x', 'https://münchen.example/x'],
    ['הנה http://nas/x.', 'http://nas/x'],
    ['انظر http://nas/x، شكرا', 'http://nas/x'],
  ])('with a scheme: %s', (text, ...links) => {
    expect(found(text)).toEqual(links)
  })

  it.each([
    ['请看http://192.168.1.20:8080/x谢谢', 'http://192.168.1.20:8080/x'],
    ['请看:http://nas/x，谢谢。', 'http://nas/x'],
    ['链接：https://a.example/x。', 'https://a.example/x'],
    ['（http://nas/x）', 'http://nas/x'],
    ['「http://nas/x」', 'http://nas/x'],
    ['“http://nas/x”', 'http://nas/x'],
    ['《http://nas/x》', 'http://nas/x'],
    ['打开http://192.168.1.20:8080/就行', 'http://192.168.1.20:8080/'],
    ['打开http://192.168.1.20:8080就行', 'http://192.168.1.20:8080'],
    ['http://nas谢谢', 'http://nas'],
    ['请看www.example.com谢谢', 'www.example.com'],
    ['地址192.168.1.20:8080/x，收到', '192.168.1.20:8080/x'],
    ['在192.168.1.20:8080上', '192.168.1.20:8080'],
    ['https://zh.wikipedia.org/wiki/会议', 'https://zh.wikipedia.org/wiki/会议'],
    ['http://nas/共享/报告.pdf', 'http://nas/共享/报告.pdf'],
    ['https://例子.中国/路径/', 'https://例子.中国/路径/'],
    ['https://a.example/?q=会议&x=1', 'https://a.example/?q=会议&x=1'],
    ['こちらhttp://nas/xです', 'http://nas/x'],
  ])('beside Chinese and Japanese: %s', (text, ...links) => {
    expect(found(text)).toEqual(links)
  })

  it.each([
    ['www.example.com', 'http://www.example.com'],
    ['www.intranet/x', 'http://www.intranet/x'],
    ['192.168.1.20:8080/x', 'http://192.168.1.20:8080/x'],
    ['192.168.1.20:8080.', 'http://192.168.1.20:8080'],
    ['192.168.1.20/admin', 'http://192.168.1.20/admin'],
    ['IP:10.0.0.1:3000', 'http://10.0.0.1:3000'],
    ['[fe80::1]:80', 'http://[fe80::1]:80'],
    ['[2001:db8::1]/x', 'http://[2001:db8::1]/x'],
    ['nas:8080/x', 'http://nas:8080/x'],
    ['build-server.corp.example:8443/job/1', 'http://build-server.corp.example:8443/job/1'],
    ['localhost:5000', 'http://localhost:5000'],
    ['nas.local:5000', 'http://nas.local:5000'],
    ['printer:631/', 'http://printer:631/'],
  ])('without a scheme: %s', (text, url) => {
    expect(linksIn(text).map((link) => link.url)).toEqual([url])
  })

  it('of a meeting is one', () => {
    expect(found(`Come: ${INVITATION}.`)).toEqual([INVITATION])
    expect(found(`来吧：${INVITATION}，谢谢`)).toEqual([INVITATION])
    expect(linksIn(INVITATION)[0]?.url).toBe(INVITATION)
  })

  it.each([
    'main.py README.md user.name foo.bar.baz Node.js ASP.NET example.com',
    'a.b@c.example mailto:a@b.example user@192.168.1.20:/srv',
    'javascript:alert(1) file:///etc/passwd ftp://a.example //a.example data:text/html,x smb://nas/x',
    'git+https://a.example/x svn+http://a.example',
    'http:// https:// http://. http://… http://<host>:8080 http://HOST:PORT/',
    '192.168.1.20 10.0.0.0/8 192.168.1.0/24 v1.2.3.4:5 1.2.3.4.5:80 300.1.1.1:80 10.0.0.1/10.0.0.2',
    '127.0.0.1:8080:80 10.0.0.1:99999 ::ffff:10.0.0.1:80 10.0.0.1:0',
    '192.168.001.020:80 192.168.1.09:8080/x 010.0.0.1/x 10.0.0.00:80',
    'main.py:12 main.py:1200: error foo.c:10:5 12:30 12:30/13:30 Mo:12/Di:14 16:9 ratio:1000/1200 C:1000/x',
    'image:8080 nginx:1.25 key:value std::vector a[1:2]:3 x[::2]:5',
    'www. www www.conf awww.example.com x@www.example.com',
    'C:\\Users\\x \\\\nas\\share ~/x /etc/www.example.conf',
    'tcp://192.168.1.20:1883 rtsp://192.168.1.20:554/x',
  ])('is none of: %s', (text) => {
    expect(found(text)).toEqual([])
  })

  it('is found in a long text at once', () => {
    for (const one of ['a', 'a.', 'a-', '1.', '[', 'http://', 'www.', 'a:1', '(', '好']) {
      expect(linksIn(one.repeat(4_000)).length).toBeLessThan(4_001)
    }
  })
})

describe('beside an address', () => {
  it.each([
    ['of letters that look like others', 'https://аррӏе.example/x', 'xn--80ak6aa92e.example'],
    ['of one letter of another script', 'https://exаmple.org:8080', 'xn--exmple-4nf.org:8080'],
    ['of another script', 'https://münchen.example/x', 'xn--mnchen-3ya.example'],
    ['behind another name', 'https://bank.example@evil.example/', 'evil.example'],
    ['behind a name and a password', 'https://bank.example:443@evil.example/x', 'evil.example'],
    ['of one number', 'http://3232235777/', '192.168.1.1'],
    ['with signs of percent', 'https://%65vil.example/', 'evil.example'],
    ['with wide letters', 'https://ｅｘａｍｐｌｅ.org/', 'example.org'],
  ])('stands the host %s', (_, url, host) => {
    expect(hostBeside(url)).toBe(host)
  })

  it.each([
    'https://example.org',
    'HTTP://NAS/X',
    'http://nas:80/x',
    'http://[fe80::1]:8080/x',
    'http://192.168.1.20:8080/共享/x',
    'https://zh.wikipedia.org/wiki/会议?a=b@c',
    INVITATION,
  ])('stands nothing where it says so itself: %s', (url) => {
    expect(hostBeside(url)).toBeNull()
  })
})
