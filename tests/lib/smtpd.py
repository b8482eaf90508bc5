"""A mail server for tests: smtpd.py CERTIFICATE KEY MODE

Prints its port, then what it was sent, each mail between two lines: as it
came, then (behind "=") subject, text and files as a reader gets them. MODE:
plain (no TLS is offered), tls, login (name "u" and password "ş"). Addresses
decide: bounce@ 550, later@ 450, spam@ 554 after the data.
"""
import asyncio
import base64
import email
import email.policy
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def show(*words):
    print(*words, flush=True)


def coded(text):
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def show_read(content):
    mail = email.message_from_bytes(content, policy=email.policy.default)
    show("=subject", coded(mail["Subject"]))
    text = mail.get_body(("plain",)).get_content()
    show("=text", coded(text.replace("\r\n", "\n")))
    for part in mail.iter_attachments():
        # Not get_content(): it would make other line ends.
        data = part.get_payload(decode=True)
        show("=file", part.get_filename(), part.get_content_type(),
             base64.b64encode(data).decode("ascii"))


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("bounce@"):
            return "550 5.1.1 No such user here"
        if address.startswith("later@"):
            return "450 4.7.1 Greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 Not wanted"
        show("from", envelope.mail_from, "to", *envelope.rcpt_tos,
             "tls" if session.ssl else "clear")
        for line in envelope.content.decode("utf-8").splitlines():
            show("|" + line)
        show_read(envelope.content)
        show("end")
        return "250 2.0.0 Ok: queued as 4F2"


def login(server, session, envelope, mechanism, data):
    good = (isinstance(data, LoginPassword) and data.login == b"u" and
            data.password == "ş".encode())
    return AuthResult(success=good, handled=False)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    mode = sys.argv[3]
    tls = None if mode == "plain" else context
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), tls_context=tls, require_starttls=tls,
                     authenticator=login, auth_required=mode == "login",
                     enable_SMTPUTF8=True), "127.0.0.1", 0)
    show("port", server.sockets[0].getsockname()[1])
    await server.serve_forever()


logging.disable()
asyncio.run(main())
