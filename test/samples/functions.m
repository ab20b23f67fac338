% The worked example, and a least-squares loss.

f = @(x) sqrt(x.^2 + exp(x.^2)) + cos(x.^2 + exp(x.^2));

function value = loss(w, X, y)
    r = X * w - y;
    value = sum(r.^2) / numel(y);
end
