# %%
import os
import sys
from package import name_0
from package import name_1
from package import name_2
from package import name_3
from package import name_4
from package import name_5
from package import name_6
from package import name_7
from package import name_8
from package import name_9
from package import name_10
from package import name_11
from package import name_12
from package import name_13
from package import name_14
from package import name_15
from package import name_16
from package import name_17
from package import name_18
from package import name_19
from package import name_20
from package import name_21
from package import name_22
from package import name_23
from package import name_24
from package import name_25
from package import name_26
from package import name_27
from package import name_28
from package import name_29

# %%
print(os.getcwd(), sys.version, name_1)
