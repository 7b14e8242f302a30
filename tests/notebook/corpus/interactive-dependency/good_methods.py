# %%
class Form:
    def input(self, name):
        return name


# %%
form = Form()
value = form.input("age")
figure = {"input": 3}
figure["input"] += 1
%matplotlib inline
