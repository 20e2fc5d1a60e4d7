"""The names that people and systems give to Cognito's columns."""

import re
import unicodedata
from typing import Final

from cognito_user_import.csv_rules.csv_format import (
    BASE_COLUMNS,
    MFA_ENABLED,
    PASSWORD_HASH,
    USERNAME,
)

_NAMES: Final = {
    USERNAME: "login loginname loginid userlogin benutzername benutzer anmeldename "
    "nomdutilisateur identifiant nombredeusuario usuario samaccountname uname",
    "email": "mail emailaddress emailaddr useremail primaryemail emailadresse mailadresse "
    "adresseemail adressemail courriel correo correoelectronico",
    "email_verified": "emailconfirmed isemailverified isemailconfirmed emailisverified "
    "verifiedemail confirmedemail emailbestaetigt",
    "phone_number": "phone mobile mobilephone mobilenumber cell cellphone telephone tel "
    "phonenr phoneno primaryphone telefon telefonnummer handy handynummer mobil mobilnummer "
    "telefono portable",
    "phone_number_verified": "phoneverified phoneconfirmed phonenumberconfirmed "
    "isphoneverified isphonenumberverified",
    "name": "fullname displayname",
    "given_name": "firstname first forename vorname prenom nombre",
    "family_name": "lastname last surname nachname familienname nomdefamille apellido apellidos",
    "middle_name": "middlename secondname",
    "nickname": "nick spitzname",
    "birthdate": "birthday dateofbirth birth dob geburtsdatum geburtstag datedenaissance "
    "fechadenacimiento",
    "gender": "sex geschlecht sexe sexo genero",
    "address": "adresse direccion fulladdress postaladdress anschrift",
    "zoneinfo": "timezone tz zeitzone",
    "locale": "language lang preferredlanguage sprache",
    "picture": "avatar avatarurl photo photourl pictureurl profilepicture imageurl",
    "profile": "profileurl profilepage",
    "website": "websiteurl homepage webseite",
    "updated_at": "lastmodified modifiedat lastupdated datemodified updated",
    MFA_ENABLED: "mfa",
    PASSWORD_HASH: "password passwordhash passwd pwhash hash hashedpassword encryptedpassword "
    "passwordencrypted passworddigest passworthash passwordhashed userpassword cryptedpassword",
}


_NUMBERED: Final = re.compile(r" \([0-9]+\)$")


def normalized(name: str) -> str:
    """Return a name without case, accents, spaces, signs, and the number of a second one."""
    plain = unicodedata.normalize("NFKD", _NUMBERED.sub("", name).casefold())
    return "".join(filter(str.isalnum, plain))


SAME_NAMES: Final = {
    **{normalized(column): column for column in (*BASE_COLUMNS, PASSWORD_HASH)},
    normalized("username"): USERNAME,
    normalized("mfa_enabled"): MFA_ENABLED,
}
"""Cognito's columns by their own names, in any spelling."""

OTHER_NAMES: Final = {
    name: column for column, names in _NAMES.items() for name in map(normalized, names.split())
}
"""Cognito's columns by the names that others have for them."""
