from typing import Any
def finding_for_crash(error: BaseException) -> Any:
    return None
