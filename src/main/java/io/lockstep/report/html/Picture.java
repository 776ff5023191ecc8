package io.lockstep.report.html;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture within the page: a PNG as the address of an image. */
final class Picture {
    private Picture() {}

    /** The address that is the picture itself. */
    static String address(BufferedImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(image, "png", output);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }

    /**
     * Grey values as a picture, as they are: needs neither display nor fonts.
     *
     * @param pixels (height, width) unsigned bytes, row-major
     */
    static BufferedImage ofGrey(int width, int height, byte[] pixels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, pixels);
        return image;
    }
}
