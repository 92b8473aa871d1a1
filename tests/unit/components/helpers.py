"""The helper components, and the inputs that definitions give them."""

from __future__ import annotations

from trunkline.components.change_data_format import component as change_data_format
from trunkline.components.collection_tools import component as collection_tools
from trunkline.components.csv import component as csv
from trunkline.components.datetime import component as datetime
from trunkline.components.hash import component as hash_
from trunkline.components.jsonata import component as jsonata
from trunkline.components.liquid_template import component as liquid_template
from trunkline.components.math import component as math
from trunkline.components.messagepack import component as messagepack
from trunkline.components.sleep import component as sleep
from trunkline.components.text_manipulation import component as text_manipulation
from trunkline.components.uuid import component as uuid
from trunkline.components.zip import component as zip_

HELPERS = [
    change_data_format,
    collection_tools,
    csv,
    datetime,
    hash_,
    jsonata,
    liquid_template,
    math,
    messagepack,
    sleep,
    text_manipulation,
    uuid,
    zip_,
]

_DIGESTS = (
    "Blake2b512 Blake2s256 Md5 Md5Sha1 Ripemd160 Sha1 Sha224 Sha256 Sha3224 Sha3256 Sha3384 Sha3512 Sha384 Sha512"
    " Sha512224 Sha512256 Sm3"
)
_OF_ONE_NUMBER = (
    "abs acos acosh asin asinh atan atanh cbrt ceil cos cosh floor fround naturalLog round sin sinh sqrt tan tanh trunc"
)
_OF_CSV = "data csvHeader unflattenCsvKeys"
HELPER_INPUTS = {
    **{f"hash.compute{name}": "message" for name in _DIGESTS.split()},
    **{f"math.{name}": "number" for name in _OF_ONE_NUMBER.split()},
    "change-data-format.binaryToCsv": "data",
    "change-data-format.binaryToJson": "data",
    "change-data-format.binaryToXml": "data",
    "change-data-format.binaryToYaml": "data",
    "change-data-format.convertToBoolean": "value",
    "change-data-format.convertToInt": "value",
    "change-data-format.convertToNumber": "value",
    "change-data-format.convertToString": "value",
    "change-data-format.csvToJson": _OF_CSV,
    "change-data-format.csvToXml": _OF_CSV,
    "change-data-format.csvToYaml": _OF_CSV,
    "change-data-format.deserializeFormData": "data",
    "change-data-format.deserializeFromBinary": "data",
    "change-data-format.deserializeFromCsv": _OF_CSV,
    "change-data-format.deserializeFromJson": "data",
    "change-data-format.deserializeFromXml": "data numbersAsStrings",
    "change-data-format.deserializeFromYaml": "data",
    "change-data-format.deserializeJsonl": "data",
    "change-data-format.jsonToCsv": "data",
    "change-data-format.jsonToXml": "data",
    "change-data-format.jsonToYaml": "data",
    "change-data-format.prettyPrint": "data",
    "change-data-format.serializeFormData": "data",
    "change-data-format.serializeJsonl": "data",
    "change-data-format.xmlToCsv": "data numbersAsStrings",
    "change-data-format.xmlToJson": "data numbersAsStrings",
    "change-data-format.xmlToYaml": "data numbersAsStrings",
    "change-data-format.yamlToCsv": "data",
    "change-data-format.yamlToJson": "data",
    "change-data-format.yamlToXml": "data",
    "collection-tools.addKey": "object objectPath key value",
    "collection-tools.addMultipleKeys": "object objectPath dynamicKeyValues keyValueInput",
    "collection-tools.aggregate": "listInput filterCodeInput aggregateFunctionInput",
    "collection-tools.append": "listInput elementInput",
    "collection-tools.chunks": "listInput numberInput",
    "collection-tools.combineCollections": "collectionsInput",
    "collection-tools.concatenate": "listInput secondListInput",
    "collection-tools.count": "listInput elementInput",
    "collection-tools.create": "items",
    "collection-tools.createObject": "keyValueInput",
    "collection-tools.deDuplicate": "listInput",
    "collection-tools.fieldValueMapping": "keyMappings valueMappings",
    "collection-tools.filter": "listInput filterCodeInput",
    "collection-tools.first": "listInput",
    "collection-tools.flatten": "listInput",
    "collection-tools.fromObject": "object",
    "collection-tools.last": "listInput",
    "collection-tools.length": "listInput",
    "collection-tools.map": "listInput transformCodeInput filterCodeInput contextInput",
    "collection-tools.remove": "listInput elementInput",
    "collection-tools.selectItemFromList": "listInput index",
    "collection-tools.sort": "listInput sortCodeInput",
    "collection-tools.takeFirst": "listInput numberInput",
    "collection-tools.takeLast": "listInput numberInput",
    "collection-tools.toObject": "keyValueList",
    "collection-tools.validateJsonSchema": "jsonInput jsonSchema",
    "csv.generate": "data delimiter",
    "csv.generateFromObject": "inputArray delimiter includeHeader",
    "csv.parse": "csv delimiter ignoreHeaders",
    "datetime.adjustDateTime": "dateTimeInput secondsInput minutesInput hoursInput daysInput",
    "datetime.convertFromEpoch": "epochInput epochSecondsInput",
    "datetime.convertToEpoch": "dateTimeInput epochSecondsInput",
    "datetime.convertToIsoString": "dateTimeInput timeZoneInput",
    "datetime.convertToLocalIsoString": "dateTimeInput timeZoneInput",
    "datetime.formatDateTime": "dateTimeInput timeZoneInput formatInput",
    "datetime.getCurrentDateTime": "epochSecondsInput",
    "hash.computeHash": "message hashFunction",
    "hash.computeHmac": "message hashFunction secretKey",
    "hash.hmacWebhookTrigger": "body contentType headers statusCode hmacHeaderName secretKey hashFunction",
    "jsonata.transform": "expression data",
    "liquid-template.transform": "data liquidTemplate",
    "math.add": "numbers",
    "math.divide": "numbers",
    "math.evaluate": "expression",
    "math.exp": "exponent",
    "math.hypot": "numbers",
    "math.log": "number base",
    "math.max": "numbers dynamicNumbers",
    "math.min": "numbers dynamicNumbers",
    "math.multiply": "numbers",
    "math.pow": "base exponent",
    "math.random": "min max",
    "math.randomInt": "min max",
    "math.subtract": "numbers",
    "messagepack.decodeMessage": "message",
    "messagepack.encodeMessage": "data",
    "sleep.sleep": "ms",
    "text-manipulation.decodeBase64": "text",
    "text-manipulation.encodeBase64": "text",
    "text-manipulation.htmlDecode": "text",
    "text-manipulation.htmlEncode": "text",
    "text-manipulation.join": "strings separator",
    "text-manipulation.joinLines": "strings newlineType numberOfNewlines",
    "text-manipulation.lowerCase": "text",
    "text-manipulation.match": "text regex regexFlags",
    "text-manipulation.replace": "text find replace",
    "text-manipulation.replaceMultipleSubstring": "text replaceWith",
    "text-manipulation.slice": "text sliceStart sliceStop",
    "text-manipulation.split": "text separator",
    "text-manipulation.splitLines": "text filterBlankLines",
    "text-manipulation.stringLength": "text",
    "text-manipulation.trim": "text",
    "text-manipulation.upperCase": "text",
    "uuid.emptyUuid": "",
    "uuid.generateUuid": "casing removeDashes",
    "zip.compressGzip": "data",
    "zip.decompressGzip": "data",
    "zip.unzip": "data",
    "zip.zip": "files",
}
