class Registry(dict):
    def register(self, name):
        def wrap(cls):
            self[name] = cls
            return cls
        return wrap


MODELS = Registry()
