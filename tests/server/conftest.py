import ssl

import pytest

from tests.certificate import write_certificate


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server context with a certificate of its own, TLS 1.3 only, as the LAN server gets it from the app."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(*write_certificate(tmp_path_factory.mktemp("tls")))
    return context
